import type { MessageKind } from '../escalation/record.ts';
import * as afterwards from './afterwards.ts';
import * as asking from './asking.ts';
import { asHtml, asText, type Block } from './blocks.tsx';
import { type CalendarEntry, deadlineEntry, type EntryFacts, meetingEntry } from './calendar-entry.ts';
import * as checkingBack from './checking-back.ts';
import * as convening from './convening.ts';
import * as copies from './copies.ts';
import type { Draft } from './draft.ts';
import * as faults from './faults.ts';
import * as harm from './harm.ts';
import * as leading from './leading.ts';
import * as moving from './moving.ts';
import { onOneLine } from './plain-words.ts';
import * as raising from './raising.ts';
import * as reviewing from './reviewing.ts';
import { type KnownFacts, type Sayable, sayable } from './sayable.ts';
import * as settling from './settling.ts';
import * as supporting from './supporting.ts';

/** What one email is made from. */
export interface MessageFacts extends KnownFacts {
  kind: MessageKind;
}

/** One email, ready to be composed: subject, and the same words as text and as HTML. */
export interface Message {
  subject: string;
  text: string;
  html: string;
  calendar?: CalendarEntry;
}

const WRITERS: Record<MessageKind, (s: Sayable) => Draft> = {
  acknowledgement: raising.acknowledgement,
  'more-needed': raising.moreNeeded,
  'told-raised': raising.toldRaised,
  asked: asking.asked,
  reminder: asking.reminder,
  'name-next': asking.nameNext,
  'discussion-waits': asking.discussionWaits,
  'told-moved': moving.toldMoved,
  'told-stage-opened': moving.toldStageOpened,
  registered: moving.registered,
  reopened: moving.reopened,
  'deadline-changed': moving.deadlineChanged,
  'protective-timescale-passed': moving.protectiveTimescalePassed,
  proposal: settling.proposal,
  disputed: settling.disputed,
  resolved: settling.resolved,
  decided: settling.decided,
  withdrawn: settling.withdrawn,
  'check-back': checkingBack.checkBack,
  'not-done': checkingBack.notDone,
  'not-mine': faults.notMine,
  'nobody-to-ask': faults.nobodyToAsk,
  'harm-flagged': harm.flagged,
  'harm-chase': harm.chase,
  'harm-clock-passed': harm.clockPassed,
  'harm-ended': harm.ended,
  'harm-withdrawal': harm.withdrawal,
  'look-again': reviewing.lookAgain,
  'meeting-arranged': convening.meetingArranged,
  'no-panel': convening.noPanel,
  'meeting-ended': convening.meetingEnded,
  understanding: afterwards.understanding,
  'understood-otherwise': afterwards.understoodOtherwise,
  learning: afterwards.learning,
  'advice-asked': supporting.adviceAsked,
  'advice-given': supporting.adviceGiven,
  'support-asked': supporting.supportAsked,
  supporter: supporting.supporter,
  'agency-added': leading.agencyAdded,
  'not-concerned': leading.notConcerned,
  'out-of-scope': leading.outOfScope,
  corrected: leading.corrected,
  'recorded-for': leading.recordedFor,
  'vouch-wanted': faults.vouchWanted,
  vouched: leading.vouched,
  'stand-aside': leading.standAside,
  'stood-aside': leading.stoodAside,
  'acting-raiser': leading.actingRaiser,
  'next-not-named': leading.nextNotNamed,
  merged: leading.merged,
  'record-copy': copies.recordCopy,
  'copy-password': copies.copyPassword,
};

/** The email of that kind to that person: facts in, words out. The same facts give the same email, byte for byte. */
export function messageFor(facts: MessageFacts): Message {
  const s = sayable(facts);
  const draft = WRITERS[facts.kind](s);
  const subject = onOneLine(`[${s.reference}] ${s.trial ? 'This is a trial: ' : ''}${draft.subject}`);
  const blocks = [
    ...opening(s),
    ...harm.notTheEmergencyRoute(s),
    ...(facts.kind === 'asked' ? harm.sayThatYouHaveSeenIt(s) : []),
    ...draft.blocks,
    ...ending(s, draft),
  ];
  const message = { subject, text: asText(blocks), html: asHtml(subject, blocks) };
  const calendar = entryFor(s, draft);
  return calendar ? { ...message, calendar } : message;
}

/** The deadline or the meeting goes along for the addressee's own calendar, where the email is about one. */
function entryFor(s: Sayable, draft: Draft): CalendarEntry | undefined {
  if (!draft.inCalendar || !s.stage) return undefined;
  const facts: EntryFacts = { ...s, stage: s.stage };
  if (draft.inCalendar === 'meeting')
    return s.meetingAt && meetingEntry(facts, { ...s.meetingAt, called: s.meeting ?? 'meeting' });
  return s.deadline && deadlineEntry(facts, s.deadline);
}

function opening(s: Sayable): Block[] {
  const greeting: Block = { paragraph: s.addressee ? `Dear ${s.addressee},` : 'Hello,' };
  return s.trial
    ? [{ paragraph: 'This is a trial. Nothing in it is real and nobody needs to act.' }, greeting]
    : [greeting];
}

/** Where to read it, that it may not be theirs, and whom to telephone in doubt (PRV-2, PRV-3). */
function ending(s: Sayable, draft: Draft): Block[] {
  return [
    { lead: draft.asksToAnswer ? 'Read it and answer here:' : 'Read it here:', link: s.link },
    {
      paragraph:
        // Whoever raised it knows whose it is.
        `You will be asked for your work email address and sent a code; there is no account to make.${s.isRaiser ? '' : ' If this is not yours, you can say so there before anything is shown.'}`,
    },
    {
      paragraph: `If you doubt this email, telephone the business unit of ${s.partnership} on ${s.telephone}. Please write details only on the page, not in a reply.`,
    },
  ];
}
