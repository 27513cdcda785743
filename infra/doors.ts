import { Duration } from 'aws-cdk-lib';
import type { Index } from './record.ts';

/**
 * A function: why somebody is woken when it fails, and everything it may do. What is not listed here it cannot do, because its
 * role is made from this row alone. Every door reads and writes the table by key; beyond that:
 */
export interface Door {
  /** `functions/<name>.ts`; a machine's Task names it. */
  name: string;
  /** Who is affected when it fails, in a sentence. */
  errorImpact: string;
  timeout: Duration;
  memoryMegabytes?: number;
  /** Nobody waits for the answer: it has a dead-letter queue. */
  isAsynchronous?: true;
  /** The indexes it queries. */
  queries?: readonly Index[];
  /** Deletes items: a session that somebody ended, and a directory that another took the place of. Everything else ends by its expiry or stays. */
  deletes?: true;
  /** Signs or verifies: histories, reply addresses, codes. */
  signs?: true;
  sendsMail?: true;
  /** Starts executions of the released machines. */
  starts?: true;
  /** Wakes a waiting execution by its task token. */
  wakes?: true;
  /** Reads the raw mail that SES stored. */
  readsMail?: true;
  /** Makes documents, so it is given the fonts they are set in. */
  makesDocuments?: true;
}

/** Long enough for one decision, its write and its emails; shorter than the Task's own timeout. */
const STATE_TIMEOUT = Duration.seconds(30);

/**
 * Whoever may change a record first settles what it owes (`settle` in `conduct/`), which is any of these: an email, a start, a
 * wake. So the row is the same for every such door, and leaving one out would leave a crash unhealed at that door.
 */
const settles = { signs: true, sendsMail: true, starts: true, wakes: true } as const;

/** What a machine's Task may name. */
export const STATE_DOORS: readonly Door[] = [
  {
    name: 'find-where-it-stands',
    errorImpact:
      'A disagreement is not being moved along: its execution pauses a minute and asks again until this works.',
    timeout: STATE_TIMEOUT,
    ...settles,
  },
  {
    name: 'escalate',
    errorImpact:
      'A deadline passed and the next tier of both agencies has not been asked; it is tried again every minute.',
    timeout: STATE_TIMEOUT,
    ...settles,
  },
  {
    name: 'remind',
    errorImpact: 'People who were asked may not be reminded before their deadline. The deadline itself still holds.',
    timeout: STATE_TIMEOUT,
    ...settles,
  },
  {
    name: 'await-an-answer',
    errorImpact: 'An answer given now may be acted on only at the deadline or by the sweep, not at once.',
    timeout: STATE_TIMEOUT,
    ...settles,
  },
  {
    name: 'confirm-in-writing',
    errorImpact: 'Both agencies and the practitioner are not being sent the written confirmation of what was agreed.',
    timeout: STATE_TIMEOUT,
    ...settles,
  },
  {
    name: 'check-back',
    errorImpact: 'Nobody is being asked whether an agreed action was done for the child.',
    timeout: STATE_TIMEOUT,
    ...settles,
  },
];

/** What runs because of a person, an email or the time of day. */
export const TRIGGER_DOORS = {
  web: {
    name: 'web',
    errorImpact: 'A practitioner or manager saw an error page: a form or an answer may not have been accepted.',
    timeout: Duration.seconds(20), // API Gateway gives up at 29
    memoryMegabytes: 1024, // a person is waiting; Lambda gives processor by memory
    queries: ['listed'],
    deletes: true,
    makesDocuments: true,
    ...settles,
  },
  receiveEmail: {
    name: 'receive-email',
    errorImpact:
      'An email from a practitioner was received and stored but not yet read: a disagreement may not have been opened.',
    timeout: Duration.minutes(1),
    memoryMegabytes: 1024,
    isAsynchronous: true,
    readsMail: true,
    ...settles,
  },
  sweep: {
    name: 'sweep',
    errorImpact: 'What a failure left undone is not being repaired: emails may stay unsent and deadlines unnoticed.',
    timeout: Duration.minutes(4), // ends before the next one starts
    isAsynchronous: true,
    queries: ['owed', 'alarm', 'outbox'],
    makesDocuments: true, // the copies of records that other doors leave to it
    ...settles,
  },
  sendDigests: {
    name: 'send-digests',
    errorImpact: 'Safeguarding leads may not have received this morning’s digest of their open disagreements.',
    timeout: Duration.minutes(10),
    isAsynchronous: true,
    queries: ['listed'],
    signs: true,
    sendsMail: true,
  },
  refreshHolidays: {
    name: 'refresh-holidays',
    errorImpact:
      'A newly announced bank holiday is not known yet: a deadline may fall on a day when nobody is at work.',
    timeout: Duration.minutes(10), // every open disagreement is counted again
    isAsynchronous: true,
    queries: ['listed'],
    ...settles,
  },
  reconfirmDirectory: {
    name: 'reconfirm-directory',
    errorImpact:
      'People in posts are not being asked whether the directory is still right: a stage may ask somebody who has left.',
    timeout: Duration.minutes(10), // everybody who is due is looked up
    isAsynchronous: true,
  },
} as const satisfies Record<string, Door>;
