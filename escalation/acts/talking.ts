import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { dayField } from '../field-problems.ts';
import { type Disagreement, openVisit, type Person } from '../record.ts';
import { sideOf, type Who, wasAsked, whoIs } from '../taking-part.ts';
import { mustBeVouchedFor } from '../vouching.ts';
import { anAct, answered, isAfter, NOT_ASKED, NOT_OPEN, now, required, tellNow } from './act.ts';

/** Keeps what was said, when and with whom. Moves nothing (REC-2). */
export const recordDiscussion = anAct({
  fields: z.object({
    heldOn: dayField('Enter the day you talked'),
    with: required('Enter who you talked with'),
    text: required('Enter what was said'),
  }),
  reasonNot: ({ isRaiser, isCounterpart, open, d, email }) => {
    if (!open) return NOT_OPEN;
    return isRaiser || isCounterpart || wasAsked(d, email) ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    if (isAfter(act.heldOn, a))
      return 'A discussion cannot be recorded before it was held. Enter today or an earlier day.';
    const { stageId } = openVisit(a.d)!;
    const textId = a.keep(act.text);
    const entry = a.enter({ by: by.id, what: 'discussion recorded', stageId, textId, facts: { held: act.heldOn } });
    a.d.discussions.push({
      id: `d${entry}`,
      by: by.person,
      at: now(a),
      heldOn: act.heldOn,
      with: act.with,
      textId,
      stageId,
    });
    answered(a, by);
    askToApprove(a, entry);
    return undefined;
  },
});

/**
 * Tells whoever can approve the discussion recorded last that it waits, once and never in its words (REC-2): whoever it was with, or where
 * nobody here has that name, the other side's practitioner and whoever is asked there now. The stage's own reminder says it again.
 */
export function askToApprove(a: Amendment, entry: number): void {
  const { d, setting } = a;
  const discussion = d.discussions.at(-1)!;
  const able = Object.values(d.people).filter(
    ({ person, mine }) =>
      mine !== 'not mine' &&
      takesPart(whoIs(d, person.email)) &&
      !mustBeVouchedFor(d, person.email, setting.directory) &&
      !reasonNotToApprove(d, discussion, person),
  );
  const named = able.filter(({ person }) => isNamedIn(discussion, person));
  const there = able.filter(({ person }) => {
    const { isRaiser, isCounterpart, asked } = whoIs(d, person.email);
    return isRaiser || isCounterpart || asked;
  });
  for (const { person } of named.length > 0 ? named : there) tellNow(a, person, 'discussion-waits', entry);
}

/** How many discussions wait for this person to approve them, as far as they take part. */
export function waitingToBeApproved(d: Disagreement, email: string): number {
  const person = d.people[email]?.person;
  if (!person || !takesPart(whoIs(d, email))) return 0;
  return d.discussions.filter((one) => !reasonNotToApprove(d, one, person)).length;
}

function isNamedIn(discussion: Pick<Discussion, 'with'>, { name }: Person): boolean {
  return discussion.with.toLocaleLowerCase('en-GB').includes(name.toLocaleLowerCase('en-GB'));
}

/** Everybody who may read a discussion as somebody who was there or has a side: not an adviser, a supporter or somebody only told. */
function takesPart({ isRaiser, isCounterpart, d, email }: Who): boolean {
  return isRaiser || isCounterpart || wasAsked(d, email);
}

type Discussion = Disagreement['discussions'][number];

/**
 * Why this person does not approve that discussion; undefined when they may: somebody of the other side, or whoever it was with. Its
 * writer never does (REC-2).
 */
export function reasonNotToApprove(d: Disagreement, discussion: Discussion, person: Person): string | undefined {
  if (discussion.approved) return 'It has been approved already.';
  if (discussion.by.email === person.email) return 'Somebody else approves what you wrote.';
  const isOtherSide = sideOf(d, person.email) !== sideOf(d, discussion.by.email);
  return isOtherSide || isNamedIn(discussion, person)
    ? undefined
    : 'The other side, or whoever the discussion was with, approves it.';
}

/**
 * "A contemporaneous record of each discussion, approved and dated": the second step. Nothing of it changes afterwards; a correction
 * is an entry of its own (REC-2, L §1.9).
 */
export const approveDiscussion = anAct({
  fields: z.object({ discussionId: required('Choose the discussion') }),
  reasonNot: (who) => {
    const person = who.d.people[who.email]?.person;
    if (!takesPart(who) || !person) return NOT_ASKED;
    return who.d.discussions.some((one) => !reasonNotToApprove(who.d, one, person))
      ? undefined
      : 'No discussion waits for you to approve it.';
  },
  perform(a, by, act) {
    const discussion = a.d.discussions.find(({ id }) => id === act.discussionId);
    if (!discussion) return 'Choose the discussion from the list.';
    const why = reasonNotToApprove(a.d, discussion, a.d.people[by.email]!.person);
    if (why) return why;
    discussion.approved = { by: by.person, at: now(a) };
    a.enter({
      by: by.id,
      what: 'discussion approved',
      stageId: discussion.stageId,
      facts: { discussion: discussion.id, held: discussion.heldOn },
    });
    return undefined;
  },
});

/** What somebody who takes part would put otherwise in a discussion's record: kept beside it, never over it (REC-2). */
export const correctDiscussion = anAct({
  fields: z.object({
    discussionId: required('Choose the discussion'),
    text: required('Enter what should be corrected'),
  }),
  reasonNot: (who) => {
    if (!takesPart(who)) return NOT_ASKED;
    return who.d.discussions.length > 0 ? undefined : 'No discussion has been recorded.';
  },
  perform(a, by, act) {
    const discussion = a.d.discussions.find(({ id }) => id === act.discussionId);
    if (!discussion) return 'Choose the discussion from the list.';
    const textId = a.keep(act.text);
    discussion.corrections = [...(discussion.corrections ?? []), { by: by.person, at: now(a), textId }];
    a.enter({
      by: by.id,
      what: 'discussion corrected',
      stageId: discussion.stageId,
      textId,
      facts: { discussion: discussion.id },
    });
    return undefined;
  },
});
