import type { MessageKind } from '../escalation/record.ts';
import * as afterwards from './afterwards.ts';
import * as asking from './asking.ts';
import { asHtml, asText, type Block } from './blocks.tsx';
import * as checkingBack from './checking-back.ts';
import * as convening from './convening.ts';
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

/** A deadline for the addressee's calendar. Holds no personal data: the reference, the stage and the time. */
export interface CalendarEntry {
  /** Stable per stage visit, so that a changed deadline replaces the entry instead of adding one. */
  uid: string;
  /** Rises with every change of the record. */
  sequence: number;
  at: string;
  /** A meeting begins then; a deadline ends then. */
  begins?: true;
  title: string;
  description: string;
  link: string;
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
  vouched: leading.vouched,
  'stand-aside': leading.standAside,
  'stood-aside': leading.stoodAside,
  'acting-raiser': leading.actingRaiser,
  'next-not-named': leading.nextNotNamed,
  merged: leading.merged,
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
  if (draft.inCalendar === 'meeting')
    return s.meetingAt && s.stage ? { ...message, calendar: meetingEntry(s, s.stage, s.meetingAt) } : message;
  return draft.inCalendar && s.deadline && s.stage
    ? { ...message, calendar: calendarEntry(s, s.stage, s.deadline) }
    : message;
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
        'You will be asked for your work email address and sent a code; there is no account to make. If this is not yours, you can say so there before anything is shown.',
    },
    {
      paragraph: `If you doubt this email, telephone the business unit of ${s.partnership} on ${s.telephone}. Please write details only on the page, not in a reply.`,
    },
  ];
}

/** The meeting for the addressee's calendar: when, and where to read the rest. Arranged anew, it replaces the entry. */
function meetingEntry(
  s: Sayable,
  stage: NonNullable<Sayable['stage']>,
  meeting: NonNullable<Sayable['meetingAt']>,
): CalendarEntry {
  const title = `${s.reference}: ${s.meeting ?? 'meeting'} at ${stage.label}`;
  return {
    uid: `${s.visitId}-meeting`,
    sequence: s.sequence,
    at: meeting.at,
    begins: true,
    title: s.trial ? `This is a trial. ${title}` : title,
    description: `${s.reference}, ${stage.name}. It begins at ${meeting.said}. Where it is stands on the page.`,
    link: s.link,
  };
}

function calendarEntry(
  s: Sayable,
  stage: NonNullable<Sayable['stage']>,
  deadline: NonNullable<Sayable['deadline']>,
): CalendarEntry {
  const title = `${s.reference}: latest time for ${stage.label}${deadline.which === 'local target' ? ' (own target)' : ''}`;
  return {
    uid: s.visitId,
    sequence: s.sequence,
    at: deadline.at,
    title: s.trial ? `This is a trial. ${title}` : title,
    description: `${s.reference}, ${stage.name}. The latest time is ${deadline.said}.`,
    link: s.link,
  };
}
