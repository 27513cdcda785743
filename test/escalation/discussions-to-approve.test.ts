import { expect, it, test } from 'vitest';
import { waitingToBeApproved } from '../../escalation/acts/talking.ts';
import { messageFor } from '../../messages/message.ts';
import {
  at,
  B,
  COUNTERPART,
  did,
  didChange,
  isTheirs,
  owedTo,
  RAISER,
  raised,
  refusalOf,
  settingAt,
  THEIR_MANAGER,
} from './building.ts';

const now = settingAt('Mon 2 Mar 2026 09:30');
const talked = (withWhom: string) =>
  ({ kind: 'record-discussion', heldOn: '2026-03-02', with: withWhom, text: 'We rang, about his bruises.' }) as const;
const atOne = { ...isTheirs(raised(now), COUNTERPART), owed: [] };
const atTwo = { ...did(atOne, RAISER, { kind: 'escalate-now', text: 'x' }, now), owed: [] };

test.each([
  ['whoever it was with, by name', atTwo, 'Cas Counterpart and a colleague', [COUNTERPART]],
  ['a colleague of one’s own whom it was with', atTwo, 'Tarnshire Health line-manager', [at('health', 'line-manager')]],
  ['at stage 1 the other practitioner, where nobody here has that name', atOne, 'somebody on duty', [COUNTERPART]],
  ['their practitioner and whoever is asked there now', atTwo, 'somebody on duty', [COUNTERPART, THEIR_MANAGER]],
])('REC-2: that a discussion waits to be approved is told once: %s', (_who, d, withWhom, told) => {
  const { disagreement } = didChange(d, RAISER, talked(withWhom), now);

  expect(owedTo(disagreement, 'discussion-waits')).toEqual(told);
});

it('REC-2: whoever wrote it never approves it, though their own name is among those it was with', () => {
  const d = did(atOne, RAISER, talked('Rae Raiser and Cas Counterpart'), now);
  const approve = { kind: 'approve-discussion', discussionId: d.discussions[0]!.id } as const;

  expect(refusalOf(d, RAISER, approve, now)).toBe('No discussion waits for you to approve it.');
  expect(refusalOf(d, COUNTERPART, approve, now)).toBe('done');
});

it.each([
  ['2026-03-03', 'A discussion cannot be recorded before it was held. Enter today or an earlier day.'],
  ['2026-03-02', 'done'],
])('REC-2: recorded on 2 March as held on %s: %s', (heldOn, says) => {
  expect(refusalOf(atOne, RAISER, { ...talked('Cas Counterpart'), heldOn }, now)).toBe(says);
});

it('REC-2, BEY-10: each correction stands beside the approved words and the corrections before it', () => {
  let d = did(atOne, RAISER, talked('Cas Counterpart'), now);
  const [said] = d.discussions;
  const discussionId = said!.id;
  d = did(d, COUNTERPART, { kind: 'approve-discussion', discussionId }, now);
  for (const by of [RAISER, COUNTERPART]) d = did(d, by, { kind: 'correct-discussion', discussionId, text: 'x' }, now);

  const { approved, corrections, ...words } = d.discussions[0]!;
  expect(words).toEqual(said);
  expect(approved!.by.email).toBe(COUNTERPART);
  expect(corrections!.map(({ by }) => by.email)).toEqual([RAISER, COUNTERPART]);
});

it('REC-2: an address that nobody has vouched for is not asked to approve what it may not read', () => {
  const outside = raised(now, { theirEmail: 'cas@elsewhere.example' });

  const { disagreement } = didChange({ ...outside, owed: [] }, RAISER, talked('Cas Counterpart'), now);

  expect(owedTo(disagreement, 'discussion-waits')).toEqual([]);
});

it('REC-2: the stage’s own reminder says that it waits until it is approved, in no word of it', () => {
  const d = did(atOne, RAISER, talked('Cas Counterpart'), now);
  const approved = did(d, COUNTERPART, { kind: 'approve-discussion', discussionId: d.discussions[0]!.id }, now);
  const reminder = (record: typeof d) =>
    messageFor({
      kind: 'reminder',
      disagreement: record,
      policy: B,
      partnership: now.partnership,
      agencyNames: (id) => id,
      to: record.people[COUNTERPART]!.person,
      link: 'https://common-ground.example/d/AB-7Q4K',
      trial: false,
    }).text;

  expect([waitingToBeApproved(d, COUNTERPART), waitingToBeApproved(d, RAISER)]).toEqual([1, 0]);
  expect(reminder(d)).toContain('The record of a discussion also waits for you to approve it');
  expect(reminder(d)).not.toContain('bruises');
  expect(reminder(approved)).not.toContain('waits for you to approve');
});
