import { Temporal } from 'temporal-polyfill';
import { amend, type Change, type Setting } from './amendment.ts';
import { entryStage } from './deadline.ts';
import { peopleOf, safeguardingLeads, toldPeople } from './finding-people.ts';
import { beginHarm, type Flag, flagFacts, type HarmEntry, tellOfHarm } from './flagging-harm.ts';
import { EMAIL_LABELS, outsetOf, type RaiseForm } from './intake.ts';
import { firstWithTwoSides, isForTheOtherSide, openStage, WHY_NOT_USED_AT_HARM } from './opening.ts';
import { isBefore, type Policy, policyVersionId, requireStage } from './policy.ts';
import { type Category, type Disagreement, FORM_TEXTS, type Person } from './record.ts';
import { isSiteOf, isStillAChoice, siteInDirectory } from './sites.ts';
import { practitionersOf } from './taking-part.ts';
import { londonDate, londonTime } from './working-days.ts';

/** A new disagreement as it arrives: whole from the form, or with what an email had. */
export interface Raising {
  id: string;
  reference: string;
  /** When it was submitted or received: the clock counts from here even if the code, or the rest, comes later. */
  raisedAt: Temporal.Instant;
  raisedBy: Disagreement['raisedBy'];
  raiser: Person;
  form: Partial<RaiseForm>;
  /** What an email left unsaid, in the words of ADM-4's labels. */
  missing: string[];
  /** The email named the other agency in words that the directory does not know. */
  namesUnknownAgency?: boolean;
  /** The same of a site. */
  namesUnknownSite?: boolean;
  /** The raw words of an email, kept whole. */
  wholeMessage?: string;
}

/** Opens a disagreement: its first stage is open in the same write, and its execution, index and emails are owed. */
export function raise(asItArrived: Raising, setting: Setting): Change {
  const raising = withSites(asItArrived, setting);
  const { form, raiser } = raising;
  const { policy, calendar } = setting;
  const raisedOn = londonDate(raising.raisedAt);
  const named = outsetOf({
    aroseOn: form.aroseOn || raisedOn.toString(),
    talkedOn: form.talkedOn ?? '',
    discussedWithManagerOn: form.discussedWithManagerOn ?? '',
    harmSinceOn: form.immediateHarm === 'yes' ? form.harmSinceOn : '',
  });
  // It arose by the time it was raised: a day still to come is a slip of the pen and must not lengthen a deadline.
  const aroseOn = Temporal.PlainDate.compare(named, raisedOn) <= 0 ? named : raisedOn;
  const a = amend(emptyRecord(raising, aroseOn.toString(), setting), setting);
  const { d } = a;

  const raiserId = a.place(raiser, 'raiser');
  d.people[raiser.email]!.mine = 'mine';
  for (const name of FORM_TEXTS) {
    const content =
      name === 'talkedAlready' ? form.talkedWhatCame : name === 'wholeMessage' ? raising.wholeMessage : form[name];
    if (content) d.texts[name] = a.keep(content);
  }
  if (form.mustBeSettledOn) {
    const at = londonTime(Temporal.PlainDate.from(form.mustBeSettledOn), form.mustBeSettledTime || calendar.closeOfDay);
    // A moment already past can bind nothing; the form refuses it, an email is asked again.
    if (Temporal.Instant.compare(at, setting.now) > 0) {
      d.protectiveTimescale = {
        at: at.toString(),
        visit: 0,
        by: raiser.email,
        setAt: setting.now.toString(),
        ...(d.texts.mustBeSettledWhy ? { textId: d.texts.mustBeSettledWhy } : {}),
      };
    }
  }

  const hasTalked = form.talkedAlready === 'yes';
  const entry =
    policyIssueEntry(policy, form) ?? entryStage({ policy, calendar, aroseOn, raisedAt: setting.now, hasTalked });
  if (entry.cause === 'already talked' && form.talkedOn) d.startedAfterTalkingOn = form.talkedOn;
  d.notUsed.push(...entry.notUsed);
  const raisedEntry = a.enter({
    by: raiserId,
    what: 'raised',
    clause: entry.clause,
    facts: { by: raising.raisedBy, arose: aroseOn.toString(), missing: raising.missing.length },
  });
  const flag = flagOf(a, raising, raiserId);
  const flagEntry = flag && enterFlag(a, flag);
  const atHarm = flag && flagEntry !== undefined ? beginHarm(a, flag, flagEntry, entry.stageId) : undefined;
  if (atHarm) d.notUsed.push(...passedOverAtHarm(policy, entry.stageId, atHarm));
  const first = atHarm ?? entry;
  const opened = openStage(a, firstWithTwoSides(a, first.stageId), first.cause, first.clause, raiserId);
  if (flag && flagEntry !== undefined) tellOfHarm(a, opened, flagEntry, flag);

  a.tell(raiser, 'acknowledgement', raisedEntry, { atAnyHour: true, visit: 0 });
  if (raising.missing.length > 0)
    a.tell(raiser, 'more-needed', raisedEntry, {
      atAnyHour: true,
      visit: 0,
      facts: {
        missing: raising.missing,
        ...(raising.namesUnknownAgency ? { unknownAgency: true } : {}),
        ...(raising.namesUnknownSite ? { unknownSite: true } : {}),
      },
    });
  askForSupport(a, form, raisedEntry);
  if (isForTheOtherSide(requireStage(policy, opened.stageId))) {
    for (const person of practitionersOf(d).slice(1)) a.place(person, 'counterpart');
    tellThoseNotAsked(
      a,
      d.notUsed.map(({ stageId }) => stageId),
      raisedEntry,
    );
  }

  d.owed.push({ kind: 'start' });
  return a.done({ wake: false });
}

/**
 * "I would like support", "I fear for my position": for the raiser's own safeguarding lead and nobody else, so no history line says it
 * (INT-10). A lead who is on the other side within one agency is not told either.
 */
function askForSupport(a: ReturnType<typeof amend>, form: Raising['form'], entry: number): void {
  const { d } = a;
  const isWanted = form.wantsSupport === 'yes';
  const fearsForPosition = form.fearsForPosition === 'yes';
  if (!isWanted && !fearsForPosition) return;
  const others = [
    ...d.raisedWith.flatMap(({ practitioner }) => practitioner?.email ?? []),
    ...d.stages.flatMap(({ asked }) =>
      asked.filter(({ side }) => side !== 'raising').map(({ person }) => person.email),
    ),
  ];
  const leads = safeguardingLeads(a, 'raising').filter(
    ({ email }) => email !== d.raiser.email && !others.includes(email),
  );
  d.support = { isWanted, fearsForPosition, seenBy: leads.map(({ email }) => email) };
  for (const lead of leads) {
    a.place(lead, 'adviser');
    a.tell(lead, 'support-asked', entry, { visit: 0 });
  }
}

/** What the form or the email says about immediate harm; undefined where it says none, or the policy has no word on it. */
function flagOf(a: ReturnType<typeof amend>, { form, raiser, raisedAt }: Raising, byId: string): Flag | undefined {
  if (form.immediateHarm !== 'yes' || !a.setting.policy.harm) return undefined;
  const since =
    form.harmSinceOn && form.harmSinceTime
      ? londonTime(Temporal.PlainDate.from(form.harmSinceOn), form.harmSinceTime)
      : undefined;
  return {
    by: raiser,
    byId,
    // A moment still to come is a slip of the pen: the risk was thought of by the time it was raised.
    sinceAt: since && Temporal.Instant.compare(since, raisedAt) < 0 ? since : undefined,
    receivedAt: raisedAt,
    level: form.harmLevel || undefined,
    textId: form.harmWhy ? a.keep(form.harmWhy) : undefined,
  };
}

function enterFlag(a: ReturnType<typeof amend>, flag: Flag): number {
  return a.enter({
    by: flag.byId,
    what: 'harm flagged',
    clause: a.setting.policy.harm!.clause,
    facts: flagFacts(flag),
    ...(flag.textId ? { textId: flag.textId } : {}),
  });
}

/** "The record names each stage not used and why" — CLK-6: from where it would have started to where harm takes it. */
function passedOverAtHarm(policy: Policy, from: string, { stageId, clause }: HarmEntry) {
  return policy.stages
    .filter(({ id }) => !isBefore(policy, id, from) && isBefore(policy, id, stageId))
    .map(({ id }) => ({ stageId: id, why: WHY_NOT_USED_AT_HARM, clause }));
}

/** A significant policy issue goes straight to the stage that the policy names, without the stages before it (ESC-3). */
function policyIssueEntry(policy: Policy, form: Partial<RaiseForm>) {
  const { policyIssueGoesTo } = policy;
  if (!form.policyIssue || !policyIssueGoesTo) return undefined;
  const { stage: stageId, clause } = policyIssueGoesTo;
  const why = 'a significant policy issue goes further at once';
  const notUsed = policy.stages
    .filter((stage) => isBefore(policy, stage.id, stageId))
    .map((stage) => ({ stageId: stage.id, why, clause }));
  return { stageId, cause: 'policy issue' as const, clause, notUsed };
}

/** "The record names each stage not used and why, and its people are told, not asked." — CLK-6 */
function tellThoseNotAsked(a: ReturnType<typeof amend>, stageIds: string[], entry: number): void {
  const [opened] = a.d.stages;
  // Whom the stage tells that it has opened is told once.
  const told = requireStage(a.setting.policy, opened!.stageId).tellOnOpening.flatMap((one) => toldPeople(a, one));
  const hasHeard = [...opened!.asked.map(({ person }) => person), ...told].map(({ email }) => email);
  const people = [
    ...practitionersOf(a.d).slice(1),
    ...stageIds.flatMap((stageId) => peopleOf(a, requireStage(a.setting.policy, stageId))),
  ];
  for (const person of people) {
    if (hasHeard.includes(person.email)) continue;
    a.place(person, 'told');
    a.tell(person, 'told-raised', entry, { visit: 0 });
  }
}

/**
 * An email may leave out the sites that the form asks for. The raiser's own is the one that the directory has them at; what is then still a choice
 * is asked for with the rest (ROU-2, BEY-17).
 */
function withSites(raising: Raising, { directory }: Setting): Raising {
  if (raising.raisedBy !== 'email') return raising;
  const { raiser, form } = raising;
  const { theirAgency } = form;
  const raiserSite = form.raiserSite ?? siteInDirectory(directory, raiser);
  const isStillToSay = (label: string) =>
    (label === 'My site' && isStillAChoice(directory, raiser.agency, raiserSite)) ||
    (label === 'Their site' && isStillAChoice(directory, theirAgency, form.theirSite));
  const missing = EMAIL_LABELS.map(({ label }) => label).filter(
    (label) => raising.missing.includes(label) || isStillToSay(label),
  );
  return { ...raising, form: { ...form, ...(raiserSite ? { raiserSite } : {}) }, missing };
}

function emptyRecord(raising: Raising, aroseOn: string, setting: Setting): Disagreement {
  const { form, raiser } = raising;
  const practitioner =
    form.theirEmail && form.theirAgency
      ? {
          name: form.theirName || form.theirEmail,
          email: form.theirEmail,
          agency: form.theirAgency,
          ...(form.theirJob ? { job: form.theirJob } : {}),
        }
      : undefined;
  return {
    id: raising.id,
    reference: raising.reference,
    partnershipId: setting.partnership.id,
    policyVersionId: policyVersionId(setting.policy),
    subject: form.subject ?? (setting.policy.subjects.length === 1 ? setting.policy.subjects[0]! : 'both'),
    ...(form.category ? { category: form.category as Category } : {}),
    ...(form.about ? { about: form.about } : {}),
    raisedAt: raising.raisedAt.toString(),
    aroseOn,
    raisedBy: raising.raisedBy,
    missing: raising.missing,
    raiser,
    ...(form.managerEmail
      ? {
          raisersManager: {
            name: form.managerName || form.managerEmail,
            email: form.managerEmail,
            agency: raiser.agency,
          },
        }
      : {}),
    ...(isSiteOf(setting.directory, raiser.agency, form.raiserSite) ? { raisersSite: form.raiserSite } : {}),
    raisedWith: form.theirAgency
      ? [
          {
            agency: form.theirAgency,
            ...(isSiteOf(setting.directory, form.theirAgency, form.theirSite) ? { site: form.theirSite } : {}),
            ...(practitioner ? { practitioner } : {}),
          },
        ]
      : [],
    named: {},
    texts: {},
    stages: [],
    notUsed: [],
    protectiveTimescale: null,
    proposals: [],
    dissents: [],
    discussions: [],
    outcome: null,
    confirmedInWritingAt: null,
    closedAt: null,
    people: {},
    run: 1,
    runStartedAt: setting.now.toString(),
    alarm: { place: 'not open', remindAt: null, dueAt: null },
    owed: [],
    history: [],
  };
}
