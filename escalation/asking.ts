import type { Amendment } from './amendment.ts';
import { alternativeChosen, askedAs } from './asked-as.ts';
import { type Because, type ContactAnswer, deputyOf, type NotThisPerson } from './contact-for.ts';
import { asOfTheBoard, BOARD } from './directory.ts';
import { agencyType, holderIn, type Looking, look, notTheirs, personOf, questionFor } from './finding-people.ts';
import { type AskedRule, boardMaySee, type Role, requireStage, rolesFor } from './policy.ts';
import { type Asked, type Person, type StageVisit, stagesReached } from './record.ts';
import { practitionersOf } from './taking-part.ts';

/*
 * Who is asked at an open stage, and whom instead when they cannot answer. When a stage opens, and what follows from it, is in `opening.ts`.
 */

/** A post that a stage asks, of one agency on one side. */
interface Question {
  visit: StageVisit;
  index: number;
  rule: AskedRule;
  role: Role;
  side: Asked['side'];
  agency: string;
  entry: number;
  /** Whom they are asked beside, because an automatic reply or a returned email says that they cannot answer: their own deputy comes first. */
  beside?: Asked;
}

/**
 * Asks whoever is to be asked for a post: whom their own side named or chose, or whom the directory has, but nobody asked at the stage before or
 * for the other side. Where there is nobody, a person is told so.
 */
export function ask(a: Amendment, question: Question & { heldBefore: NotThisPerson[] }): void {
  const { d } = a;
  const { role, side, agency, visit } = question;
  if (role === 'practitioner') {
    const known = side === 'raising' ? d.raiser : d.raisedWith.find((other) => other.agency === agency)?.practitioner;
    if (known && d.people[known.email]?.mine !== 'not mine' && !isUnreached(visit, known.email)) {
      a.place(known, side === 'raising' ? 'raiser' : 'counterpart');
      addAsked(a, question, {
        person: known,
        because: side === 'raising' ? 'raised it' : 'named by the raiser',
        trail: [],
      });
      return;
    }
    askWhoTheirPractitionerIs(a, question);
    return;
  }
  const otherSide = visit.asked
    .filter((asked) => asked.agency !== agency || asked.side !== side)
    .map((asked) => ({ email: asked.person.email, why: 'is asked for the other side' }));
  const practitioners = practitionersOf(d).map(({ email }) => ({ email, why: 'is one of the practitioners' }));
  const { rule } = question;
  const asks: Looking = {
    role,
    side,
    agency,
    orRoles: rule.orRoles,
    equivalents: rule.equivalents,
    notThese: [
      ...question.heldBefore,
      ...otherSide,
      ...notTheirs(d),
      ...unreachedOf(visit.asked),
      ...(agency === BOARD ? [] : practitioners),
    ],
  };
  const ownDeputy =
    question.beside && deputyOf(a.setting.directory, question.beside.person.email, questionFor(a, asks));
  const chosen = ownDeputy ? undefined : whomTheyChose(a, question, asks.notThese);
  const answer = ownDeputy ?? (chosen?.contact ? chosen : look(a, asks));
  const trail = [...new Set([...(chosen?.trail ?? []), ...answer.trail])];
  if (!answer.contact) {
    reportNobody(a, question, question.index, trail.length);
    return;
  }
  const { because } = answer.contact;
  const as = askedAs(rule, role, agencyType(a, agency), { ...answer.contact, byChoice: answer === chosen });
  addAsked(a, question, { person: personOf(answer.contact), because, trail, ...(as ? { as } : {}) });
}

/** Whom this side chose instead of line management, as far as anybody holds that post; otherwise the trail says why not (ROU-4). */
function whomTheyChose(a: Amendment, question: Question, notThese: NotThisPerson[]): ContactAnswer | undefined {
  const { visit, side, agency, rule } = question;
  if (!rule.alternative || !alternativeChosen(a.d, { stageId: visit.stageId, agency, side })) return undefined;
  const [role, ...orRoles] = rule.alternative.roles;
  const answer = look(a, { role: role!, side, agency, orRoles, notThese });
  if (holderIn(answer)) return answer;
  return { nobody: 'nobody holds the post that was chosen', trail: answer.trail };
}

/** Who is away or cannot be reached, as far as was heard: of those asked at a visit, or of everybody. */
function unreachedOf(people: readonly Pick<Asked, 'person' | 'unreached'>[]): NotThisPerson[] {
  return people.flatMap(({ person, unreached }) =>
    unreached ? [{ email: person.email, why: WHY_UNREACHED[unreached.why] }] : [],
  );
}

const WHY_UNREACHED = {
  'is away': 'is away, an automatic reply says',
  'email came back': 'email to them came back',
  'could not be sent': 'email to them could not be sent',
} as const;

/** Whether somebody asked at this visit is away or cannot be reached. */
export function isUnreached(visit: StageVisit | undefined, email: string): boolean {
  return visit?.asked.some(({ person, unreached }) => person.email === email && unreached) ?? false;
}

function addAsked(a: Amendment, question: Question, found: Pick<Asked, 'person' | 'as' | 'because' | 'trail'>): void {
  const { d, setting } = a;
  const { visit, index, rule, role, side, agency, entry } = question;
  const already = visit.asked.find((asked) => asked.person.email === found.person.email && !asked.notMineAt);
  if (already) return;
  const asked: Asked = {
    id: `s${index}a${visit.asked.length + 1}`,
    side,
    agency,
    role,
    does: rule.does,
    ...found,
    askedAt: setting.now.toString(),
    remindersSent: 0,
  };
  visit.asked.push(asked);
  a.place(found.person, found.because === 'deputy' ? 'deputy' : 'asked');
  if (found.person.email === d.raiser.email && visit.cause === 'raised') return; // the acknowledgement says it
  a.tell(found.person, 'asked', entry, {
    visit: index,
    facts: {
      askedId: asked.id,
      ...(visit.cause === 'protective timescale' || visit.cause === 'harm clock' ? { freshTimescale: true } : {}),
    },
  });
}

/** "Missing their practitioner: the clock runs, and their agency's safeguarding lead is asked who it is" — ADM-4 */
function askWhoTheirPractitionerIs(a: Amendment, question: Question): void {
  const { agency, side, entry, index } = question;
  const notThese = [...notTheirs(a.d), ...unreachedOf(Object.values(a.d.people))];
  const answer = look(a, { role: 'safeguarding-lead', side, agency, orRoles: [], notThese });
  if (!answer.contact) {
    reportNobody(a, question, question.index, answer.trail.length);
    return;
  }
  const person = personOf(answer.contact);
  // Asked before: a form filled in bit by bit does not ask them again and again.
  if (a.d.people[person.email]?.places.includes('safeguarding lead')) return;
  a.place(person, 'safeguarding lead');
  a.tell(person, 'name-next', entry, { visit: index, facts: { role: 'practitioner', agency } });
}

const UNIT: Because = "board's business unit";

/**
 * An email may leave out whom it is raised with, or name an agency that the directory has not. The stage opens in its time all the same,
 * and somebody other than the raiser knows of it: the leads at once, and from the board's line on its business unit is asked (NOT-5).
 */
export function noticeNoRespondingAgency(
  a: Amendment,
  { visit, index, heldBefore, entry }: Pick<Question, 'visit' | 'index' | 'entry'> & { heldBefore: NotThisPerson[] },
): void {
  const { d, setting } = a;
  const rule = requireStage(setting.policy, visit.stageId).asks.find(({ of }) => of === 'both' || of === 'responding');
  if (!rule || d.raisedWith.length > 0) return;
  const [role] = rolesFor(rule, d.subject);
  if (!role) return;
  reportNobody(a, { role }, index);
  if (boardMaySee(setting.policy, stagesReached(d)) === 'count') return;
  const asksUnit = { role: 'business-manager', side: 'responding', agency: BOARD } as const;
  const unit = look(a, { ...asksUnit, orRoles: [], notThese: [...heldBefore, ...notTheirs(d)] });
  if (!unit.contact) return;
  const question: Question = { visit, index, rule, role, side: 'responding', agency: BOARD, entry };
  const as = askedAs(rule, role, agencyType(a, BOARD), { ...unit.contact, because: UNIT, byChoice: false });
  addAsked(a, question, {
    person: personOf(unit.contact),
    because: UNIT,
    trail: [...unit.trail],
    ...(as ? { as } : {}),
  });
}

/**
 * Nobody home is noticed at once, by a person: the partnership's leads hear the reference, the stage, the post and the one agency, and no more
 * than that (NOT-5, BEY-5). Without an agency, nobody has said which. `holes`: how many posts were passed on the way.
 */
export function reportNobody(a: Amendment, post: { role: Role; agency?: string }, index: number, holes = 0): void {
  const { role, agency } = post;
  const about: Record<string, string> = agency === undefined ? { role } : { role, agency };
  const entry = a.enter({
    by: 'clock',
    what: 'nobody to ask',
    stageId: a.d.stages[index]!.stageId,
    facts: { ...about, holes },
  });
  for (const lead of a.setting.partnership.leads) {
    a.tell(asOfTheBoard(lead), 'nobody-to-ask', entry, {
      visit: index,
      facts: about,
    });
  }
}

/**
 * Whoever was asked at the stage before is not asked again at the next: it would be no escalation (BEY-5). Who only reviewed or
 * helped to prepare has not been tried: S's step 2 is for the manager who took it forward.
 */
export function peopleOfStageBefore(previous: StageVisit | undefined, stageId: string): NotThisPerson[] {
  if (!previous || previous.stageId === stageId) return [];
  return previous.asked
    .filter(({ side, does }) => side !== 'board' && does !== 'review' && does !== 'prepare')
    .map(({ person }) => person.email);
}

/** Asks one more person at an open stage, in the place of somebody who cannot answer. */
export function askInstead(
  a: Amendment,
  visit: StageVisit,
  instead: Asked,
  person: Person | undefined,
  entry: number,
  beside?: Asked,
): void {
  const { d, setting } = a;
  const rule = requireStage(setting.policy, visit.stageId).asks.find(
    (candidate) => candidate.does === instead.does && rolesFor(candidate, d.subject).includes(instead.role),
  );
  // Whom it is about has changed since they were asked, and the policy asks nobody in that role now.
  if (!rule) return;
  const index = d.stages.indexOf(visit);
  const heldBefore = peopleOfStageBefore(d.stages[index - 1], visit.stageId);
  const { role, side, agency } = instead;
  if (person) {
    const because = 'named by their own side';
    const as = askedAs(rule, role, agencyType(a, agency), { because, role, byChoice: false });
    const found = { person, because, trail: [], ...(as ? { as } : {}) };
    addAsked(a, { visit, index, rule, role, side, agency, entry }, found);
    return;
  }
  ask(a, { visit, index, rule, role, side, agency, heldBefore, entry, ...(beside ? { beside } : {}) });
}

/**
 * Asks somebody else beside one who is away or whom our email does not reach: their deputy, then whoever is next (ROU-11). For a practitioner nobody
 * but their own agency knows who takes it: its safeguarding lead is asked. The raiser's place is nobody's to take by an automatic reply.
 */
export function askBeside(a: Amendment, visit: StageVisit, unreached: Asked, entry: number): void {
  if (unreached.role === 'practitioner' && unreached.side === 'raising') return;
  askInstead(a, visit, unreached, undefined, entry, unreached);
}

/** Whom it is about has changed: those whom the policy asks only about somebody else are asked no more (INT-8, ROU-7). */
export function askNoMoreBySubject(a: Amendment, visit: StageVisit): void {
  const { d, setting } = a;
  const rules = requireStage(setting.policy, visit.stageId).asks;
  const isStillAsked = (asked: Asked) =>
    rules.some(
      (rule) =>
        rule.does === asked.does &&
        (typeof rule.role === 'string' ||
          rolesFor(rule, d.subject).includes(asked.role) ||
          rule.orRoles.includes(asked.role)),
    );
  for (const asked of visit.asked) if (!isStillAsked(asked)) asked.notMineAt ??= setting.now.toString();
}
