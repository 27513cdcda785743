import type { Amendment } from './amendment.ts';
import { ask, noticeNoRespondingAgency, peopleOfStageBefore } from './asking.ts';
import type { NotThisPerson } from './contact-for.ts';
import { asOfTheBoard } from './directory.ts';
import { look, notTheirs, peopleOf, safeguardingLeads, sidesOf, toldPeople } from './finding-people.ts';
import { askLeadsToStandAside } from './leading.ts';
import { reasonNoPanel } from './meetings.ts';
import { cited, isBefore, type PolicyStage, type Role, requireStage, rolesFor, stageAfter } from './policy.ts';
import { type Asked, openVisit, type Person, type StageVisit } from './record.ts';
import { everybodyAsked, practitionersWithAPlace } from './taking-part.ts';
import { localTargetNow, setDeadline } from './visit-deadline.ts';

/** Opens a stage: resolves its people, never nobody without saying so, works out its deadline and owes each their email. */
export function openStage(
  a: Amendment,
  stageId: string,
  cause: StageVisit['cause'],
  clause: string,
  by: string,
): StageVisit {
  const { d, setting } = a;
  const stage = requireStage(setting.policy, stageId);
  const previous = d.stages.at(-1);
  const visit: StageVisit = {
    stageId,
    openedAt: setting.now.toString(),
    cause,
    clause,
    deadline: null,
    deadlineSetAt: setting.now.toString(),
    ...(stage.deadline ? {} : { localTarget: localTargetNow(setting, stageId) ?? 0 }),
    asked: [],
  };
  d.stages.push(visit);
  const index = d.stages.length - 1;
  setDeadline(a, visit);
  const entry = a.enter({
    by,
    what: 'stage opened',
    stageId,
    clause,
    facts: { cause, ...(visit.deadline ? { until: visit.deadline.at, clock: visit.deadline.which } : {}) },
  });

  const heldBefore = peopleOfStageBefore(previous, stageId);
  for (const rule of stage.asks) {
    for (const { side, agency } of sidesOf(d, rule.of)) {
      for (const role of rolesFor(rule, d.subject))
        ask(a, { visit, index, rule, role, side, agency, heldBefore, entry });
    }
  }
  noticeNoRespondingAgency(a, { visit, index, heldBefore, entry });
  // Whoever registers the use of the procedure hears of it even where the stage that tells them was passed over (NOT-2).
  const registering = stagesLeaptTo(a, index).flatMap((one) => one.tellOnOpening.filter(({ registers }) => registers));
  for (const told of [...registering, ...stage.tellOnOpening]) {
    for (const person of toldPeople(a, told)) {
      a.place(person, 'told');
      if (told.sentForm) a.sendForm(person);
      const to = told.of === 'board' ? asOfTheBoard(person) : person;
      a.tell(to, told.registers ? 'registered' : 'told-stage-opened', entry, {
        visit: index,
        facts: { clause: told.clause ?? clause, ...(told.sentForm ? { form: true } : {}) },
      });
    }
  }
  if (isForTheOtherSide(stage)) introduce(a, index, entry);
  noticeNoPanel(a, visit);
  askLeadsToStandAside(a, entry);
  return visit;
}

/** Whether a stage is anybody's but the raising side's: one that prepares or reviews writes to nobody else (ROU-1, SCP-4). */
export function isForTheOtherSide(stage: Pick<PolicyStage, 'asks'>): boolean {
  return stage.asks.some(({ of }) => of !== 'raising');
}

/** The other practitioner, who was told of nothing while it was prepared or reviewed, hears of it now. Who raises it anew is told by the raising. */
function introduce(a: Amendment, index: number, entry: number): void {
  for (const { practitioner } of a.d.raisedWith) {
    if (!practitioner || a.d.people[practitioner.email]) continue;
    a.place(practitioner, 'counterpart');
    if (index > 0) a.tell(practitioner, 'told-raised', entry, { visit: index });
  }
}

/**
 * A practitioner who becomes known while a stage is open and is not asked at it: they hear that it was raised, unless it is still
 * prepared or reviewed by the raising side alone; then whoever opens the next stage tells them (ROU-1).
 */
export function introduceLate(a: Amendment, visit: StageVisit, practitioner: Person, entry: number): void {
  const isAsked = visit.asked.some(({ person, notMineAt }) => person.email === practitioner.email && !notMineAt);
  if (isAsked || !isForTheOtherSide(requireStage(a.setting.policy, visit.stageId))) return;
  a.place(practitioner, 'counterpart');
  a.tell(practitioner, 'told-raised', entry, { visit: a.d.stages.indexOf(visit) });
}

/** A panel that cannot be made up of these agencies is noticed when its stage opens, by the partnership's leads, and never faked (MTG-4). */
function noticeNoPanel(a: Amendment, visit: StageVisit): void {
  const { d, setting } = a;
  const { meeting } = requireStage(setting.policy, visit.stageId);
  if (!meeting?.panelSize) return;
  const why = reasonNoPanel(meeting, d, setting.directory);
  const isNew = why !== undefined && visit.noPanel === undefined;
  if (why === undefined) delete visit.noPanel;
  else visit.noPanel = why;
  if (!isNew) return;
  const { stageId } = visit;
  const entry = a.enter({ by: 'clock', what: 'no panel can be made up', stageId, clause: meeting.clause });
  for (const lead of setting.partnership.leads)
    a.tell(asOfTheBoard(lead), 'no-panel', entry, {
      visit: d.stages.indexOf(visit),
      facts: { clause: meeting.clause },
    });
}

/** The stages before this visit's that no visit ever reached: those that were leapt over to get here. */
function stagesLeaptTo(a: Amendment, index: number): PolicyStage[] {
  const { d, setting } = a;
  const { policy } = setting;
  const before = d.stages.slice(0, index).map(({ stageId }) => stageId);
  return policy.stages.filter(
    ({ id }) =>
      isBefore(policy, id, d.stages[index]!.stageId) &&
      !before.some((reached) => reached === id || isBefore(policy, id, reached)),
  );
}

/**
 * The stage to open when this one is next: itself, or the first after it at which the two sides are not one person. Within one
 * agency a manager of both practitioners has nobody to settle it with, so their stage is passed over, saying so (SCP-5).
 */
export function firstWithTwoSides(a: Amendment, stageId: string): string {
  const { d, setting } = a;
  let id = stageId;
  for (;;) {
    const next = stageAfter(setting.policy, id);
    const stage = requireStage(setting.policy, id);
    if (!next || !isOnePerson(a, stage)) return id;
    d.notUsed.push({ stageId: id, why: 'both sides would be the same person', clause: stage.clause });
    id = next.id;
  }
}

function isOnePerson(a: Amendment, stage: PolicyStage): boolean {
  const { d } = a;
  const isWithinOne = d.raisedWith.length > 0 && d.raisedWith.every(({ agency }) => agency === d.raiser.agency);
  const asksBothOnly = stage.asks.every(({ of, role }) => of === 'both' && role !== 'practitioner');
  if (!isWithinOne || !asksBothOnly) return false;
  const heldBefore = peopleOfStageBefore(d.stages.at(-1), stage.id);
  const agency = d.raiser.agency;
  return stage.asks.every((rule) =>
    rolesFor(rule, d.subject).every((role) => {
      const find = (side: Asked['side'], notThese: NotThisPerson[]) =>
        look(a, {
          role,
          side,
          agency,
          orRoles: rule.orRoles,
          equivalents: rule.equivalents,
          notThese: [...heldBefore, ...notTheirs(d), ...notThese],
        }).contact;
      const own = find('raising', []);
      if (!own) return false;
      const other = find('responding', [{ email: own.email, why: 'is asked for the other side' }]);
      return !other || !['named by their own side', 'directory'].includes(other.because);
    }),
  );
}

/**
 * Asks whoever could not be asked when the stage opened because nobody had said yet which agency or practitioner it is (BEY-17). `atItsSite`: only
 * now is it known which of an agency's sites is concerned, so its people there are asked beside whoever was asked for the agency (ROU-2).
 */
export function askThoseNotYetAsked(
  a: Amendment,
  visit: StageVisit,
  entry: number,
  only: { role?: Role; agency?: string; atItsSite?: 'raising' | 'responding' } = {},
): void {
  const { d, setting } = a;
  const index = d.stages.indexOf(visit);
  const heldBefore = peopleOfStageBefore(d.stages[index - 1], visit.stageId);
  noticeNoPanel(a, visit);
  for (const rule of requireStage(setting.policy, visit.stageId).asks) {
    if (only.role && !rolesFor(rule, d.subject).includes(only.role)) continue;
    for (const { side, agency } of sidesOf(d, rule.of)) {
      if (only.agency && agency !== only.agency) continue;
      if (only.atItsSite && side !== only.atItsSite) continue;
      const present = visit.asked.filter(
        (asked) => asked.agency === agency && asked.side === side && asked.does === rule.does && !asked.notMineAt,
      );
      // One post or another by whom it is about, and both where it is about both (ROU-7): each is asked for itself.
      const isAsked = (role: Role) =>
        typeof rule.role === 'string' ? present.length > 0 : present.some((asked) => asked.role === role);
      for (const role of rolesFor(rule, d.subject))
        if (only.atItsSite || !isAsked(role)) ask(a, { visit, index, rule, role, side, agency, heldBefore, entry });
    }
  }
  registerForHealth(a, visit, entry);
}

/**
 * A health commissioned service that becomes a side once the use is registered is registered too (ROU-9): whoever is told for its sake alone
 * hears of it now, and once.
 */
function registerForHealth(a: Amendment, visit: StageVisit, entry: number): void {
  const { d, setting } = a;
  const { policy } = setting;
  const reached = policy.stages.filter(({ id }) => id === visit.stageId || isBefore(policy, id, visit.stageId));
  for (const told of reached.flatMap(({ tellOnOpening }) => tellOnOpening)) {
    if (!told.ifHealthCommissioned || !told.registers) continue;
    for (const person of toldPeople(a, told)) {
      if (d.people[person.email]) continue;
      a.place(person, 'told');
      a.tell(person, 'registered', entry, { visit: d.stages.indexOf(visit), facts: cited(told) });
    }
  }
}

/**
 * Leaves the open stage for another: one write that closes this one, names every stage passed over and opens that one.
 * Everybody asked before and both practitioners are told; blame is nobody's.
 */
export function moveTo(
  a: Amendment,
  nextStageId: string,
  move: {
    cause: StageVisit['cause'];
    closedBy: NonNullable<StageVisit['closedBy']>;
    clause: string;
    by: string;
    /** Why the stages between are not used, where what closed this one does not say. */
    why?: string;
  },
): void {
  const { d, setting } = a;
  const left = openVisit(d)!;
  left.closedAt = setting.now.toString();
  left.closedBy = move.closedBy;
  for (const proposal of d.proposals) proposal.supersededAt ??= setting.now.toString();
  const askedBefore = everybodyAsked(d);
  const stageId = firstWithTwoSides(a, nextStageId);
  const passedOver = setting.policy.stages.filter(
    (stage) => isBefore(setting.policy, left.stageId, stage.id) && isBefore(setting.policy, stage.id, stageId),
  );
  for (const stage of passedOver) {
    if (!isBefore(setting.policy, stage.id, nextStageId)) continue;
    d.notUsed.push({
      stageId: stage.id,
      why: move.why ?? WHY_PASSED_OVER[move.closedBy] ?? 'it went further at once',
      clause: move.clause,
    });
  }
  const wasProtective = d.protectiveTimescale?.visit === d.stages.length - 1;
  // A date is spent once: it binds only the stage that was open when it was set (CLK-13).
  if (wasProtective) d.protectiveTimescale = null;

  // Whoever had no place yet is told by the opening itself, and only once the stage is not the raising side's own.
  const practitioners = practitionersWithAPlace(d);
  // Before what opens: the history is read one line after the other, and one stage ends before the next begins.
  const entry = a.enter({
    by: move.by,
    what: 'stage left',
    stageId: left.stageId,
    clause: move.clause,
    facts: { by: move.closedBy, to: stageId },
  });
  const visit = openStage(a, stageId, move.cause, move.clause, move.by);
  const index = d.stages.length - 1;
  const tell = { visit: index, facts: { from: left.stageId, cause: move.cause, clause: move.clause } };
  // Whom the stage tells that it has opened is told once.
  const toldOnOpening = requireStage(setting.policy, stageId).tellOnOpening.flatMap((told) => toldPeople(a, told));
  const hasHeard = [...visit.asked.map((asked) => asked.person), ...toldOnOpening].map(({ email }) => email);
  for (const person of [...askedBefore, ...practitioners, ...passedOver.flatMap((stage) => peopleOf(a, stage))]) {
    if (!hasHeard.includes(person.email)) {
      a.place(person, 'told');
      a.tell(person, 'told-moved', entry, tell);
    }
  }
  if (move.closedBy === 'protective timescale' || move.closedBy === 'harm clock') {
    for (const lead of safeguardingLeads(a)) {
      a.place(lead, 'told');
      const passed = move.closedBy === 'harm clock' ? 'harm-clock-passed' : 'protective-timescale-passed';
      a.tell(lead, passed, entry, tell);
    }
  }
}

/** A stage that immediate harm passes over is not used; its people are told (CLK-6). */
export const WHY_NOT_USED_AT_HARM = 'somebody is at risk of immediate harm, so it goes to an appropriate level at once';

const WHY_PASSED_OVER: Partial<Record<NonNullable<StageVisit['closedBy']>, string>> = {
  deadline: 'the time allowed from the outset was over',
  cap: 'the time allowed from the outset was over',
  'policy issue': 'a significant policy issue goes further at once',
  'immediate harm': WHY_NOT_USED_AT_HARM,
  'harm clock': 'the time allowed at immediate harm was over',
};
