import { amend, type Change, type Setting } from './amendment.ts';
import { askBeside } from './asking.ts';
import type { DeliveryReport, InboundClass } from './inbound.ts';
import { type Disagreement, openVisit, type Unreached } from './record.ts';
import { askedNow } from './taking-part.ts';

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
 * then as whenever nobody is there (ROU-11). They stay asked: whoever is back first may answer.
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
  const asked = askedNow(a.d, mail.email);
  if (asked && asked.answeredAt === undefined && mail.says !== 'something else') {
    asked.unreached = { why: mail.says, at: setting.now.toString() };
    askBeside(a, openVisit(a.d)!, asked, entry);
  }
  return { change: a.done({ wake: true }) };
}
