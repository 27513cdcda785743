import { expect, it } from 'vitest';
import { brackenshire, healthVisitorsForm } from '../journeys/people.ts';
import { tell, tellWhole } from './crashing.ts';

/*
 * Immediate harm in the middle of anything that fails: flagged at the managers' stage, chased after fifteen minutes, seen by the other side's
 * manager, who then says what was done, and withdrawn so that nothing is left to run. The other stories fail everywhere; what is new here is
 * the chase, so that is failed after each of its writes, and the three acts at one write in five, which over their emails of four writes
 * each comes to every kind of write there is.
 */

const whole = await tellWhole({
  starts: 'Wed 4 Mar 2026 09:30',
  form: healthVisitorsForm({
    aroseOn: '2026-03-04',
    talkedAlready: 'yes',
    talkedOn: '2026-03-04',
    talkedWhatCame: 'We did not agree.',
  }),
  steps: [
    {
      at: 'Wed 4 Mar 2026 09:35',
      by: brackenshire.healthVisitorsManager,
      kind: 'flag-harm',
      fields: () => ({ text: 'He is at home with them.', level: '2' }),
    },
    // The chase is at 09:50. What fails in it is repaired by the sweep before the next would be due.
    { at: 'Wed 4 Mar 2026 10:01', by: brackenshire.socialCareManager, kind: 'acknowledge-harm', fields: () => ({}) },
    {
      at: 'Wed 4 Mar 2026 10:02',
      by: brackenshire.socialCareManager,
      kind: 'end-harm',
      fields: () => ({ took: 'action taken', text: 'A colleague is with him.' }),
    },
    {
      at: 'Wed 4 Mar 2026 10:03',
      by: brackenshire.healthVisitor,
      kind: 'withdraw',
      fields: () => ({ text: 'It is settled.' }),
    },
  ],
  ends: 'Wed 4 Mar 2026 10:15',
});
/** By their number in `partsOf`: a wait for a time, then what somebody does then. */
const [FLAG, CHASE, SEEN, ENDED] = [2, 3, 4, 6];
const writesOf = (...parts: (number | undefined)[]) =>
  whole.written.filter(({ part }) => parts.includes(part)).map(({ writes }) => writes);

it('is compared with a story in which it is flagged, chased once, seen and ended, and nothing is left', () => {
  expect(whole.end.left).toEqual([]);
  expect(whole.end.history.map((line) => JSON.parse(line)[1]).filter((what) => /harm|chas/.test(what))).toEqual([
    'harm flagged',
    'chasing started',
    'harm seen',
    'chasing ended',
    'harm ended',
  ]);
  expect(whole.end.emails.filter((email) => email.includes('Please say that you have seen this'))).toHaveLength(1);
  expect(writesOf(CHASE).length).toBeGreaterThan(8);
});

it('CLK-14, F2: comes to the same end whichever write of the chase, or of an act about harm, the process is killed after', async () => {
  const acts = writesOf(FLAG, SEEN, ENDED).filter((_, at) => at % 5 === 0);
  for (const write of [...writesOf(CHASE), ...acts]) {
    const { end, lives } = await tell(whole, { killedAfter: [write] });

    expect({ write, lives, ...end }).toEqual({ write, lives: 2, ...whole.end });
  }
}, 60_000);

it('CLK-14, F2: comes to the same end where a function throws in the middle of the chase', async () => {
  const [first, next] = [CHASE, SEEN].map((part) => whole.parts.find((moment) => moment.part === part)!.calls);
  for (let call = first! + 1; call <= next!; call += 4) {
    const { end, failures } = await tell(whole, { throwsAfter: call });

    expect({ call, failures, ...end }).toEqual({ call, failures: 1, ...whole.end });
  }
}, 60_000);
