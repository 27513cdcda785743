import { describe, expect, it, test } from 'vitest';
import type { Policy } from '../../escalation/policy.ts';
import { openHarm } from '../../escalation/record.ts';
import { messageFor } from '../../messages/message.ts';
import { OpenHarm } from '../../pages/disagreement/harm.tsx';
import { SETTLING_FORMS } from '../../pages/disagreement/settling-forms.tsx';
import { BLANK_FORM } from '../../pages/frame.ts';
import { at, B, L, R, RAISER, raised, S, settingAt, takenTo, W } from '../escalation/building.ts';
import { wordsOf } from '../messages/elements.ts';
import { factsFor } from '../messages/facts.ts';
import { factsOf } from './deeds.ts';

/* What the page and the email say under one policy and not under another, from the policy's data alone. */

const AT = 'Mon 2 Mar 2026 09:30';
const OUT_OF_HOURS = 'Sun 8 Mar 2026 11:00';
const read = (html: unknown) => wordsOf(String(html)).replaceAll(/\s+/g, ' ');
const about = (policy: Policy) => ({ subject: policy.subjects[0]! });

describe('ESC-5 to ESC-7: whoever records how it ended reads whose decision it is, and whether it binds', () => {
  const OF_THE_AGENCIES = 'What is at issue is for the agencies involved to decide: record what they decided.';

  test.each<[string, Policy, string, isTheirs: boolean, binds: string | undefined]>([
    ['W 4', W, '4', true, undefined],
    ['L 5', L, '5', false, undefined],
    ['S 3', S, '3', true, undefined],
    ['S 4', S, '4', false, undefined],
    ['R 5', R, '5', true, undefined],
    ['B 4a', B, '4a', false, 'L125'],
    ['B 4b', B, '4b', false, 'L71'],
  ])('%s', (_where, policy, stageId, isTheirs, binds) => {
    const setting = settingAt(AT, { policy });
    const d = takenTo(stageId, raised(setting, about(policy)), setting);
    const { Fields } = SETTLING_FORMS.decide;
    const words = read(<Fields facts={factsOf(d, policy, RAISER)} form={BLANK_FORM} rows={1} />);

    expect(words.includes(OF_THE_AGENCIES)).toBe(isTheirs);
    expect(words.includes('Decided by the agencies involved')).toBe(isTheirs);
    expect(/binding/i.test(words)).toBe(binds !== undefined);
    if (binds) expect(words).toContain(`Final and binding on all organisations under this policy (${binds})`);
    expect(words).toContain('Where is the record held?');
  });
});

describe('CLK-8, CLK-9, A7: what is said at immediate harm', () => {
  const INFORMED = 'I have informed both';
  const atRisk = (policy: Policy) =>
    raised(settingAt(OUT_OF_HOURS, { policy }), { ...about(policy), immediateHarm: 'yes', harmWhy: 'x' });

  it.each<[string, Policy, isOutOfHours: boolean, asksTheLead: boolean]>([
    ['W', W, false, false],
    ['L', L, false, false],
    ['S', S, true, false],
    ['R', R, false, true],
    ['B', B, false, false],
  ])('%s, on a Sunday, to the safeguarding lead of whoever raised it', (_letter, policy, isOutOfHours, asksTheLead) => {
    const d = atRisk(policy);
    const lead = at('health', 'safeguarding-lead');
    const facts = { ...factsOf(d, policy, lead), may: ['acknowledge-harm' as const] };
    const page = read(<OpenHarm facts={facts} help={facts.help} />);
    const email = messageFor(
      factsFor('harm-flagged', {
        policy,
        disagreement: d,
        to: d.people[lead]!.person,
        facts: { harmId: openHarm(d)!.id },
      }),
    ).text;

    expect(page.includes('Raised out of hours: act now, whatever the day.')).toBe(isOutOfHours);
    expect(email.includes('It was raised out of hours')).toBe(isOutOfHours);
    expect([page.includes(INFORMED), page.includes('I have seen this')]).toEqual([asksTheLead, !asksTheLead]);
    expect([email.includes(INFORMED), email.includes('press “I have seen this”')]).toEqual([asksTheLead, !asksTheLead]);
  });
});
