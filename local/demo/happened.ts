import { Temporal } from 'temporal-polyfill';
import { findByReference } from '../../conduct/disagreements.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { momentInWords, spokenInstant } from '../../escalation/spoken-time.ts';
import { firstAltered } from '../../services/history.ts';
import type { Running } from '../start.ts';
import type { Letter, Move, Story } from './check-story.ts';
import type { DigestSays } from './expected.ts';
import type { Received } from './person.ts';

/** Something that happened at an instant, to be told in order. */
export type Moment = { at: Temporal.Instant } & (
  | { kind: 'deed'; what: string }
  | { kind: 'opened'; move: Move }
  | { kind: 'sent'; letter: Letter }
  | { kind: 'by the clock'; what: string; clause: string | undefined }
);

/** What happened to one disagreement: from its record, from the mailbox, and from the machine that owns its time. */
export async function whatHappenedTo(
  running: Running,
  reference: string,
  mails: readonly Received[],
): Promise<{ story: Story; moments: Moment[] }> {
  const { services, runner } = running;
  const d = await findByReference(services, reference);
  if (!d) throw new Error(`There is no disagreement ${reference}`);
  const policy = services.rules.requirePolicy(d.policyVersionId);
  const execution = await runner.describe(`${d.id}-${d.run}`);
  const opened = d.stages.map(({ stageId, openedAt, cause, clause, deadline, asked }) => ({
    kind: 'opened' as const,
    at: Temporal.Instant.from(openedAt),
    move: {
      stage: policy.stages.find(({ id }) => id === stageId)!.label,
      at: momentInWords(openedAt),
      because: cause,
      clause,
      until: deadline ? momentInWords(deadline.at) : 'no number in the policy',
      asked: asked.map(({ person }) => person.email),
    },
  }));
  const sent = lettersAbout(reference, mails);
  const closing = d.history.flatMap(({ at, by, what, clause }) =>
    by === 'clock' && CLOSING.has(what)
      ? [{ kind: 'by the clock' as const, at: Temporal.Instant.from(at), what, clause }]
      : [],
  );
  return {
    story: {
      moves: opened.map(({ move }) => move),
      letters: sent.map(({ letter }) => letter),
      ending: [
        ...endingOf(d),
        `its execution ${execution.status === 'RUNNING' ? 'goes on waiting' : `has ended: ${execution.status}`}`,
        (await firstAltered(services.keys, d.history)) === undefined
          ? 'every line of its history verifies'
          : 'its history was altered',
        d.owed.length === 0 ? 'nothing is owed' : 'something is still owed',
      ],
    },
    moments: [...opened, ...closing, ...sent],
  };
}

/** Lines of the history that the clock writes once there is an outcome. */
const CLOSING: ReadonlySet<string> = new Set(['confirmed in writing', 'checked back', 'closed']);

function endingOf(d: Disagreement): string[] {
  const { outcome } = d;
  if (!outcome) return [`open at stage ${openVisit(d)?.stageId ?? 'none'}, with no outcome`];
  return [
    `${outcome.outcome} at stage ${outcome.stageId}, proposed by ${outcome.by.email}, confirmed by ${outcome.confirmedBy.map(({ by }) => by.email).join(', ')}`,
    `confirmed in writing at ${d.confirmedInWritingAt ? momentInWords(d.confirmedInWritingAt) : 'no time'}`,
    ...outcome.actions.map(
      ({ dueOn, askedAt, answers }) =>
        `action due on ${dueOn}: asked at ${askedAt ? momentInWords(askedAt) : 'no time'}, answered ${answers.map(({ by, done }) => `${done ? 'yes' : 'no'} by ${by}`).join(', ') || 'by nobody'}`,
    ),
    `closed at ${d.closedAt ? momentInWords(d.closedAt) : 'no time'}`,
  ];
}

type Sent = Moment & { kind: 'sent' };

/** Every email that bears the reference, those sent together as one round. */
function lettersAbout(reference: string, mails: readonly Received[]): Sent[] {
  const found = new Map<string, Sent>();
  for (const mail of mails.filter(({ subject }) => subject.includes(`[${reference}]`))) {
    const { at, to } = mail;
    const subject = mail.subject.replace(`[${reference}] `, '').replace('This is a trial: ', '');
    const round: Sent = found.get(`${at} ${subject}`) ?? {
      kind: 'sent',
      at,
      letter: { at: spokenInstant(at), subject, to: [] },
    };
    round.letter.to.push(to);
    found.set(`${at} ${subject}`, round);
  }
  return [...found.values()];
}

/** One digest, as its lead got it. */
export interface SentDigest {
  at: string;
  /** The day it is of, in words. */
  day: string;
  to: string;
  says: DigestSays;
  /** After the colon of its subject. */
  inShort: string;
}

/** Every digest of the run, those of the other sample partnerships too, in order. `references`: the disagreements there are. */
export function digestsAmong(mails: readonly Received[], references: readonly string[]): SentDigest[] {
  return mails.flatMap(({ at, to, subject, email }) => {
    const [, day, inShort] = /Digest for ([^:]*): (.*)$/.exec(subject) ?? [];
    if (day === undefined || inShort === undefined) return [];
    const whole = `${subject}${email.text}${email.html}`;
    const isNamed = references.some((reference) => whole.includes(reference));
    const says = isNamed ? 'its reference' : inShort === 'nothing to report' ? 'nothing' : 'a count';
    return [{ at: spokenInstant(at), day, to, says, inShort }];
  });
}
