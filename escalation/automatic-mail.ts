import { type Amendment, amend, type Change, type Setting } from './amendment.ts';
import { askBeside } from './asking.ts';
import type { DeliveryReport, InboundClass } from './inbound.ts';
import { askThoseNotYetAsked } from './opening.ts';
import { type Disagreement, openVisit, type Unreached } from './record.ts';
import { askedNow, isAskedWhoItIs } from './taking-part.ts';

/**
 * What mail that no person wrote, or mail of ours that could not be sent for its whole time, says of somebody we wrote to. It is never an answer, never an outcome and never answered (F6); but
 * that somebody is away, or cannot be reached at all, is known the moment it arrives, and somebody else is asked then, not when the
 * deadline has burnt (BEY-5, BEY-16). The clock runs on.
 */
export interface AutomaticMail {
  /** Whom our email went to, or was to go to: proved by the signed address that this came to, not by its From, or by our own outbox. */
  email: string;
  says: Unreached | 'something else';
  /** What it was read from, by an id: the same one, delivered or looked at again, says nothing new (F1). */
  source: string;
  /** Its words, kept as a note. A delivery report has none that help. */
  text?: string;
}

/**
 * What an automatic message says, or undefined where it says nothing of a person: a complaint, a list, our own mail, and a report that
 * an email is only late. Those are a person's to look at.
 */
export function whatItSays(
  found: InboundClass,
  delivery: DeliveryReport | undefined,
): AutomaticMail['says'] | undefined {
  switch (found) {
    case 'out of office':
      return 'is away';
    case 'auto-reply':
      return 'something else';
    case 'bounce':
      // A report names what was done (RFC 3464 §2.3.3); one without that part is the old way of saying that it failed.
      return delivery === undefined || delivery.action === 'failed' ? 'email came back' : undefined;
    default:
      return undefined;
  }
}

/** How each is said in the history. */
export const HEARD = {
  'is away': 'an automatic reply says they are away',
  'email came back': 'an email to them came back',
  'could not be sent': 'an email to them could not be sent',
  'something else': 'an automatic reply',
} as const;

/**
 * Notes what was heard, and asks somebody else beside them where they are asked at the open stage and have not answered: their deputy,
 * then as whenever nobody is there (ROU-11); so also for a safeguarding lead who was asked who their practitioner is. They stay asked: whoever
 * is back first may answer.
 */
export function hear(d: Disagreement, mail: AutomaticMail, setting: Setting): { change: Change } | { nothing: string } {
  const visit = openVisit(d);
  const person = d.people[mail.email];
  if (!visit || !person) return { nothing: 'Nobody who takes part in an open stage has that address.' };
  const what = HEARD[mail.says];
  const since = d.history.findLastIndex((entry) => entry.what === 'stage opened');
  // Some programs answer every email: the first at a stage says all there is.
  const ofThem = d.history.filter(({ facts }) => facts?.['whose'] === person.id);
  const isHeardHere = ofThem.some((entry) => entry.what === what && d.history.indexOf(entry) >= since);
  if (isHeardHere || ofThem.some(({ facts }) => facts?.['source'] === mail.source))
    return { nothing: 'It was heard before.' };

  const a = amend(d, setting);
  const entry = a.enter({
    by: 'clock',
    what,
    stageId: visit.stageId,
    facts: { whose: person.id, source: mail.source },
    ...(mail.text ? { textId: a.keep(mail.text) } : {}),
  });
  if (mail.says !== 'something else') {
    const unreached = { why: mail.says, at: setting.now.toString() };
    const asked = askedNow(a.d, mail.email);
    if (asked && asked.answeredAt === undefined) {
      asked.unreached = unreached;
      askBeside(a, openVisit(a.d)!, asked, entry);
    }
    if (isAskedWhoItIs(a.d, mail.email)) {
      a.d.people[mail.email]!.unreached = unreached;
      askAnotherWhoItIs(a, person.person.agency, entry);
    }
  }
  return { change: a.done({ wake: true }) };
}

/** As long as nobody has said who the practitioner of an agency is, or the one they have is away, somebody else of it is asked that, too (ADM-4). */
function askAnotherWhoItIs(a: Amendment, agency: string, entry: number): void {
  const visit = openVisit(a.d)!;
  const away = visit.asked.find(
    (one) => one.role === 'practitioner' && one.agency === agency && one.unreached && !one.answeredAt && !one.notMineAt,
  );
  if (away) askBeside(a, visit, away, entry);
  else askThoseNotYetAsked(a, visit, entry, { role: 'practitioner', agency });
}
