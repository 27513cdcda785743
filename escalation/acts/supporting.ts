import * as z from 'zod';
import type { Amendment } from '../amendment.ts';
import { contactFor } from '../contact-for.ts';
import { requireStage } from '../policy.ts';
import { openVisit, type Person } from '../record.ts';
import { isAskedForSupport, sideOf, siteOf, type Who, wasAsked } from '../taking-part.ts';
import { londonDate } from '../working-days.ts';
import { type Actor, addressField, anAct, NOT_ASKED, NOT_OPEN, now, optionalText, required, tellNow } from './act.ts';

// Advice and support are inside one's own agency: they settle nothing, answer nothing and stop no clock (INT-10, INT-11).

function isOfASide(who: Who): boolean {
  const { isRaiser, isCounterpart, d, email } = who;
  return (isRaiser || isCounterpart || wasAsked(d, email)) && sideOf(d, email) !== 'board';
}

/** Asks one's own agency's safeguarding lead, or whom the policy names at this stage, for advice (INT-11). */
export const askForAdvice = anAct({
  fields: z.object({ text: optionalText }),
  reasonNot: (who) => {
    if (!who.open) return NOT_OPEN;
    if (!isOfASide(who)) return NOT_ASKED;
    return who.d.advice?.some((one) => one.by.email === who.email && !one.given)
      ? 'You have asked for advice already, and it waits to be given.'
      : undefined;
  },
  perform(a, by, act) {
    const { stageId } = openVisit(a.d)!;
    const stage = requireStage(a.setting.policy, stageId);
    const adviser = adviserOf(a, by, stage.advice?.role ?? 'safeguarding-lead');
    if (!adviser)
      return "We know nobody in your agency to ask. Ask its safeguarding lead yourself; the partnership's business unit can say who that is.";
    const textId = act.text ? a.keep(act.text) : undefined;
    const entry = a.enter({
      by: by.id,
      what: 'advice asked for',
      stageId,
      ...(stage.advice ? { clause: stage.advice.clause } : {}),
      ...(textId ? { textId } : {}),
    });
    a.place(adviser, 'adviser');
    a.d.advice = [
      ...(a.d.advice ?? []),
      { id: `v${entry}`, by: by.person, of: adviser, at: now(a), stageId, ...(textId ? { textId } : {}) },
    ];
    tellNow(a, adviser, 'advice-asked', entry);
    return undefined;
  },
});

/** Whoever holds the role in the asker's own agency, or stands in for them. Nobody advises themselves, nor across the two sides. */
function adviserOf(a: Amendment, by: Actor, role: Parameters<typeof contactFor>[1]['role']): Person | undefined {
  const ownSide = sideOf(a.d, by.email);
  const notThese = [
    { email: by.email, why: 'asks for the advice' },
    ...Object.keys(a.d.people)
      .filter((email) => a.d.people[email]!.mine === 'not mine')
      .map((email) => ({ email, why: 'said that it is not theirs' })),
    ...Object.keys(a.d.people)
      .filter((email) => email !== by.email && isOnOtherSide(a, email, ownSide))
      .map((email) => ({ email, why: 'is on the other side' })),
  ];
  const { contact } = contactFor(a.setting.directory, {
    agency: by.person.agency,
    ...siteOf(a.d, a.setting.directory, { agency: by.person.agency, side: ownSide }),
    role,
    roleEquivalents: role === 'safeguarding-lead' ? [] : ['safeguarding-lead'],
    on: londonDate(a.setting.now),
    notThese,
    boardMayBeAsked: false,
  });
  return contact && { name: contact.name, email: contact.email, agency: by.person.agency };
}

function isOnOtherSide(a: Amendment, email: string, ownSide: ReturnType<typeof sideOf>): boolean {
  const isPractitioner =
    a.d.raiser.email === email || a.d.raisedWith.some(({ practitioner }) => practitioner?.email === email);
  return (isPractitioner || wasAsked(a.d, email)) && sideOf(a.d, email) !== ownSide;
}

/** That advice was given: by whoever gave it, or by whoever got it elsewhere. Its words are for that agency alone (INT-11). */
export const adviceGiven = anAct({
  fields: z.object({ adviceId: required('Choose which advice this is about'), text: optionalText }),
  reasonNot: ({ d, email }) =>
    d.advice?.some((one) => !one.given && (one.by.email === email || one.of.email === email))
      ? undefined
      : 'No advice that you asked for, or were asked for, waits to be given.',
  perform(a, by, act) {
    const advice = a.d.advice?.find(({ id }) => id === act.adviceId);
    if (!advice || advice.given || (advice.by.email !== by.email && advice.of.email !== by.email))
      return 'Choose the advice from the list.';
    const textId = act.text ? a.keep(act.text) : undefined;
    advice.given = { by: by.person, at: now(a), ...(textId ? { textId } : {}) };
    const entry = a.enter({ by: by.id, what: 'advice given', stageId: advice.stageId, ...(textId ? { textId } : {}) });
    if (advice.by.email !== by.email) tellNow(a, advice.by, 'advice-given', entry);
    return undefined;
  },
});

/** Names somebody to stand by one's own side: they read what that side reads, and do nothing (INT-10). */
export const appointSupporter = anAct({
  fields: z.object({
    name: required('Enter their full name'),
    email: addressField('Enter their work email address, like name@agency.example'),
    job: optionalText,
  }),
  reasonNot: (who) => {
    if (who.d.closedAt) return 'It is closed.';
    return isOfASide(who) || isAskedForSupport(who.d, who.email) ? undefined : NOT_ASKED;
  },
  perform(a, by, act) {
    const side = isAskedForSupport(a.d, by.email) || sideOf(a.d, by.email) === 'raising' ? 'raising' : 'responding';
    if (act.email === by.email) return 'Name somebody other than yourself.';
    if (a.d.people[act.email] || a.d.raiser.email === act.email)
      return 'That person has a place in this disagreement already. Name somebody else.';
    const person: Person = {
      name: act.name,
      email: act.email,
      agency: by.person.agency,
      ...(act.job ? { job: act.job } : {}),
    };
    a.place(person, 'supporter');
    a.d.supporters = [...(a.d.supporters ?? []), { person, side, by: by.email, at: now(a) }];
    const entry = a.enter({ by: by.id, what: 'supporter appointed', facts: { side } });
    tellNow(a, person, 'supporter', entry);
    return undefined;
  },
});
