import { expect, it } from 'vitest';
import type { Setting } from '../../escalation/amendment.ts';
import { policyVersionId } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { messageFor } from '../../messages/message.ts';
import { policyVersions } from '../../policies/all.ts';
import {
  COUNTERPART,
  did,
  L,
  owedTo,
  RAISER,
  RELEASED,
  raised,
  released,
  settingAt,
  takenFurtherChange,
} from '../escalation/building.ts';

const AT = 'Mon 2 Mar 2026 09:30';

it.each(Object.keys(policyVersions))(
  'PRV-3: %s: the first email to the counterpart says all that it must, from the policy’s own data',
  (id) => {
    const policy = released(id);
    const setting = settingAt(AT, { policy });
    let d = raised(setting, { subject: policy.subjects[0]! });
    while (!openVisit(d)!.asked.some(({ person }) => person.email === COUNTERPART))
      d = did(d, RAISER, { kind: 'escalate-now', text: 'It cannot wait.' }, setting);
    const { stageId, deadline } = openVisit(d)!;
    const stage = policy.stages.find((one) => one.id === stageId)!;
    const number = policy.stages.indexOf(stage) + 1;

    const { said, subject } = toTheCounterpart('asked', d, setting);

    for (const words of [
      'Rae Raiser, Health visitor, of tarnshire-health, has raised a professional disagreement with you',
      `under “${policy.title}”, the policy of ${setting.partnership.name}`,
      `${stage.label}: ${stage.name} (${number} of ${policy.stages.length})`,
      'You are asked to talk with the other side',
      'not a complaint about you',
      'The duty to act to protect does not wait for this',
      'Read it and answer here: https://common-ground.example/d/AB-7Q4K',
      'If this is not yours, you can say so there before anything is shown',
      setting.partnership.businessUnitTelephone,
      deadline ? `(${deadline.clause})` : 'The policy gives no number of days',
    ])
      expect(said, `${policyVersionId(policy)}: ${words}`).toContain(words);
    expect(subject.includes('please answer by'), 'by when, where there is a number').toBe(deadline !== null);
  },
);

it.each([
  ...RELEASED.map(([id, policy]) => [id, policy, policy.startsAfterTalking, {}] as const),
  ['london-pa4-v2021', L, '5', { policyIssue: 'The procedure has no way for academies.' }] as const,
])(
  'PRV-3, ROU-11: %s: whoever first hears of it at a stage that asks others (%#) is told that it is no complaint, and asked who is next while anybody is',
  (_id, policy, starts, form) => {
    const setting = settingAt(AT, { policy });
    const talked = { talkedAlready: 'yes', talkedOn: '2026-03-02' } as const;
    let d = raised(setting, { subject: policy.subjects[0]!, ...talked, ...form });
    expect(openVisit(d)!.stageId).toBe(starts);
    // Nobody of the other side hears of it while the raising side reviews it (S L15).
    while (owedTo(d, 'told-raised')[0] === undefined) d = takenFurtherChange({ ...d, owed: [] }, setting).disagreement;
    expect(owedTo(d, 'told-raised')).toContain(COUNTERPART);

    const { said } = toTheCounterpart('told-raised', d, setting);

    expect(said).toContain('has raised a professional disagreement with you');
    expect(said).toContain('not a complaint about you');
    expect(said.includes('who would take the next stage in your agency')).toBe(starts !== '5');
  },
);

function toTheCounterpart(kind: 'asked' | 'told-raised', d: Disagreement, { policy, partnership }: Setting) {
  const { text, subject } = messageFor({
    kind,
    disagreement: d,
    policy,
    partnership,
    agencyNames: (agency) => agency,
    to: d.people[COUNTERPART]!.person,
    link: 'https://common-ground.example/d/AB-7Q4K',
    trial: false,
  });
  return { said: text.replaceAll(/\s+/g, ' '), subject };
}
