import { expect, it } from 'vitest';
import { policyVersionId } from '../../escalation/policy.ts';
import { openVisit } from '../../escalation/record.ts';
import { messageFor } from '../../messages/message.ts';
import { policyVersions } from '../../policies/all.ts';
import { COUNTERPART, did, RAISER, raised, released, settingAt } from '../escalation/building.ts';

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

    const { text, subject } = messageFor({
      kind: 'asked',
      disagreement: d,
      policy,
      partnership: setting.partnership,
      agencyNames: (agency) => agency,
      to: d.people[COUNTERPART]!.person,
      link: 'https://common-ground.example/d/AB-7Q4K',
      trial: false,
    });
    const said = text.replaceAll(/\s+/g, ' ');

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
