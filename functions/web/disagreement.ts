import { proposeNamedPerson } from '../../conduct/corrections.ts';
import { deliveriesSeenBy } from '../../conduct/deliveries.ts';
import { findByReference, perform, settingFor, textsOf } from '../../conduct/disagreements.ts';
import { type Standing, standingOf } from '../../escalation/access.ts';
import { ACT_RULES, type ActKind, LEAD_ACTS, readAct, VOUCHING_ACTS } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { capital } from '../../escalation/capital.ts';
import { copiesSeenToBy } from '../../escalation/copies.ts';
import { policiesToChooseFrom } from '../../escalation/correcting-policy.ts';
import { agenciesOf, agencyNamer } from '../../escalation/directory.ts';
import { contactFaults } from '../../escalation/leading.ts';
import { requireStage } from '../../escalation/policy.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { asSeenBy } from '../../escalation/seeing.ts';
import type { DisagreementFacts } from '../../pages/disagreement/facts.ts';
import { type HelpAtOnce, harmInBrief } from '../../pages/disagreement/harm.tsx';
import {
  ActPage,
  DisagreementPage,
  IsThisYoursPage,
  LimitedPage,
  NotMineDonePage,
  RECORD_PARTS,
  type RecordPart,
  RecordPartPage,
} from '../../pages/disagreement-page.tsx';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import { RaisedPage } from '../../pages/raised-page.tsx';
import { keepLook, type Looker } from '../../services/looks.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { fieldsOf, type Posted } from './posted.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit, visitorId } from './visit.ts';

/** One disagreement: read by whoever takes part in it, changed only by a post with an act the rules allow them. */
export function disagreementRoutes(services: Services) {
  return [
    route(services, 'GET', '/d/{reference}', (visit) => show(services, visit)),
    route(services, 'GET', '/d/{reference}/raised', (visit) => showRaised(services, visit)),
    ...(Object.keys(RECORD_PARTS) as RecordPart[]).map((part) =>
      route(services, 'GET', `/d/{reference}/${part}`, (visit) => showPart(services, visit, part)),
    ),
    route(services, 'GET', '/d/{reference}/{act}', (visit) => showAct(services, visit)),
    route(services, 'POST', '/d/{reference}/{act}', (visit) => act(services, visit)),
  ];
}

/** What a signed-in person has opened. */
export interface Opened {
  d: Disagreement;
  setting: Setting;
  standing: Standing;
  email: string;
}

/**
 * The disagreement, for somebody signed in who may at least know that it exists. Refused with the same words whether it is
 * there or not (S5). Undefined when nobody is signed in: the caller shows the sign-in page, whatever the reference.
 */
export async function open(services: Services, visit: Visit): Promise<Opened | undefined> {
  if (!visit.who) return undefined;
  const { email } = visit.who;
  const d = await findByReference(services, visit.params['reference'] ?? '');
  if (!d) throw new Refused(403, 'not theirs');
  const setting = await settingFor(services, d);
  const standing = standingOf(d, email, setting);
  const seesNothing = standing.sees === 'nothing' || standing.sees === 'count';
  // Below the board's line a lead who was told the reference may put a contact right, and reads nothing (NOT-5).
  const mayActUnseen = standing.sees === 'count' && standing.may.length > 0;
  if (seesNothing && !standing.mustSay && !mayActUnseen) {
    services.log.warn('refused', { disagreementId: d.id });
    await noteLook(services, d, { refused: await visitorId(services, email) });
    throw new Refused(403, 'not theirs');
  }
  services.log.info('opened', { disagreementId: d.id, sees: standing.sees });
  await noteLook(services, d, { email, places: standing.places });
  return { d, setting, standing, email };
}

/** S22: kept beside the record. Where it cannot be kept the page still opens, and an alarm can stand on the count. */
async function noteLook(services: Services, { id }: Disagreement, looker: Looker): Promise<void> {
  try {
    await keepLook(services.table, { disagreementId: id, looker, at: services.clock.now() });
  } catch (reason) {
    services.log.warn('look not kept', { disagreementId: id, kind: reason instanceof Error ? reason.name : 'unknown' });
    services.log.count('LookNotKept');
  }
}

async function show(services: Services, visit: Visit): Promise<Answer> {
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit);
  const { standing } = opened;
  if (standing.mustSay) return pageAnswer(isThisYours(visit, opened, BLANK_FORM));
  if (standing.sees !== 'record') return pageAnswer(limited(visit, opened));
  const done = doneInWords(visit.after);
  const [facts, messages] = await Promise.all([
    factsOf(services, opened),
    deliveriesSeenBy(services, opened.d, opened.email),
  ]);
  return pageAnswer(DisagreementPage({ frame: visit.frame, facts, messages, ...(done ? { done } : {}) }));
}

/** One part of the record in full, a page at a time, for whoever may read the record. */
async function showPart(services: Services, visit: Visit, part: RecordPart): Promise<Answer> {
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit);
  if (opened.standing.mustSay || opened.standing.sees !== 'record') return goTo(pathOf(visit));
  const page = /^\d{1,4}$/.test(visit.query['page'] ?? '') ? Number(visit.query['page']) : 1;
  const [facts, messages] = await Promise.all([
    factsOf(services, opened),
    part === 'messages' ? deliveriesSeenBy(services, opened.d, opened.email) : [],
  ]);
  return pageAnswer(RecordPartPage({ frame: visit.frame, facts, messages, part, page }));
}

async function showRaised(services: Services, visit: Visit): Promise<Answer> {
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit);
  if (opened.standing.sees !== 'record' || opened.d.raiser.email !== opened.email) return goTo(pathOf(visit));
  return pageAnswer(RaisedPage({ frame: visit.frame, facts: await factsOf(services, opened) }));
}

/** The blank form of an act. Opening it does nothing; where it is not allowed (any more) the record says why. */
async function showAct(services: Services, visit: Visit): Promise<Answer> {
  const kind = actNamed(visit.params['act']);
  if (!kind || kind === 'mine') throw new Refused(404, 'no such act');
  const opened = await open(services, visit);
  if (!opened) return signInAnswer(visit);
  if (opened.standing.mustSay || !opened.standing.may.includes(kind)) return goTo(pathOf(visit));
  return pageAnswer(await actPage(services, visit, opened, kind, BLANK_FORM));
}

async function act(services: Services, visit: Visit): Promise<Answer> {
  const kind = actNamed(visit.params['act']);
  if (!kind) throw new Refused(404, 'no such act');
  const opened = await open(services, visit);
  // Signed out while they typed: they come back to the same form, to paste what they copied.
  if (!opened) return signInAnswer(visit, kind === 'mine' ? pathOf(visit) : undefined);
  const { d, standing, email } = opened;
  if (standing.mustSay && kind !== 'mine' && kind !== 'not-mine') return goTo(pathOf(visit));
  if (standing.sees !== 'record' && !standing.may.includes(kind)) throw new Refused(403, 'not theirs');

  const { typed, fields } = withoutEmptyRows(visit.posted);
  if ('more' in typed && kind !== 'mine') {
    return pageAnswer(await actPage(services, visit, opened, kind, { typed, errors: [] }, 1));
  }
  const read = readAct(kind, forTheRules(kind, typed, fields));
  const again = async (errors: FormState['errors']) => {
    const form = { typed, errors };
    if (standing.mustSay || kind === 'mine') return pageAnswer(isThisYours(visit, opened, form), 400);
    return pageAnswer(await actPage(services, visit, opened, kind, form), 400);
  };
  if ('problems' in read) return again(read.problems);
  const performed = await perform(services, { id: d.id, by: email, act: read.act });
  // `act` is the heading's id: what is wrong is not with one field.
  if ('refused' in performed) return again([{ field: 'act', message: performed.refused }]);
  if (kind === 'not-mine') return pageAnswer(NotMineDonePage({ frame: visit.frame }));
  if (read.act.kind === 'name-next' && typed['directory'] && standing.person) {
    const { role, name, email: named } = read.act;
    const { agency } = standing.person;
    await proposeNamedPerson(services, d.partnershipId, { by: email, agency, role, name, email: named });
    return goTo(`${pathOf(visit)}?done=named-and-proposed`);
  }
  // What comes next is on a page of its own: what became of it, and the password to say.
  if (kind === 'send-copy') return goTo(`${pathOf(visit)}/copies?done=${kind}`);
  const isOnlyAsked = kind === 'withdraw' && 'done' in performed && performed.done.outcome === null;
  return goTo(`${pathOf(visit)}?done=${'kept' in performed ? 'kept' : isOnlyAsked ? 'withdrawal-asked' : kind}`);
}

const pathOf = (visit: Visit) => `/d/${visit.params['reference'] ?? ''}`;

const actNamed = (name: string | undefined): ActKind | undefined =>
  name !== undefined && Object.hasOwn(ACT_RULES, name) ? (name as ActKind) : undefined;

/** What the page says after each act: what was done, not what somebody wrote. */
const DONE: Record<Exclude<ActKind, 'not-mine'> | 'kept' | 'withdrawal-asked' | 'named-and-proposed', string> = {
  mine: 'Thank you. This is now open to you.',
  'record-discussion': 'The discussion is recorded.',
  propose: 'The outcome is proposed. The other side has been asked to confirm or dispute it.',
  confirm: 'You have confirmed the proposed outcome.',
  dispute: 'You have disputed the proposed outcome. Whoever proposed it has been told.',
  'escalate-now': 'It has gone to the next stage.',
  shorten: 'The time is shortened. Everybody asked has been told.',
  withdraw: 'The disagreement is withdrawn.',
  decide: 'How it ended is recorded.',
  review: 'What becomes of it is recorded.',
  'talked-over': 'The talk is recorded, and it has gone on to the next stage.',
  convene: 'It is arranged. Those named have been told when it is.',
  'give-representations': 'What you want heard is recorded.',
  'decide-not-to-convene': 'That no meeting is convened is recorded, with your reason.',
  'raise-policy-issue': 'It has gone further as a significant policy issue.',
  'look-again': 'Your safeguarding lead has been asked to look at it again.',
  'send-forward': 'It has gone forward to the next stage.',
  'name-next': 'The person is named.',
  'named-and-proposed': 'The person is named, and proposed for the directory.',
  'choose-alternative': 'Who is asked for your agency at the next stage is recorded.',
  'answer-check-back': 'Your answer is recorded.',
  reopen: 'It is open again.',
  complete: 'What you added is recorded.',
  'acknowledge-harm': 'It is recorded that you have seen it. Now record what is done to protect.',
  'end-harm': 'It is recorded. Everybody asked has been told.',
  'flag-harm': 'It is flagged. The people the policy names have been told, at once.',
  'agree-to-withdraw': 'The disagreement is withdrawn.',
  'review-beside': 'What you find is recorded.',
  'withdrawal-asked': "Your own agency's safeguarding lead has been asked. It stays open until they agree.",
  'approve-discussion': 'The record of the discussion is approved.',
  'correct-discussion': 'The correction is added beside what was recorded.',
  'say-we-agreed': 'The people asked now, on both sides, have been asked to confirm it.',
  'ask-for-advice': 'Your own agency has been asked for advice. The time goes on meanwhile.',
  'advice-given': 'It is recorded that advice was given.',
  'appoint-supporter': 'The person is named, and has been told.',
  'confirm-understanding': 'Your answer is recorded.',
  'tick-checklist': "Your agency's answer is recorded.",
  'record-on-file': 'It is recorded that your agency has it on its file.',
  'record-learning': 'It is recorded.',
  'report-meeting': 'Your report is recorded, and whoever the policy names has been told of it.',
  'record-debrief': 'It is recorded.',
  'add-agency': 'The agency takes part. Its people of the open stage have been asked.',
  'mark-not-concerned': 'It is recorded that your agency is not concerned.',
  'ask-who-is-next': 'They have been asked. Nothing waits for the answer.',
  'replace-contact': 'The contact is replaced.',
  vouch: 'You have vouched for the address.',
  'not-ours': 'It is recorded that the address is not of your agency. Somebody else is asked.',
  correct: 'The correction is made. Everybody who takes part has been told.',
  'send-copy': 'The copy is on its way.',
  merge: 'The two are one from now on. Everybody who takes part in either has been told.',
  'record-for': 'It is written down, and marked as written by you.',
  'close-out-of-scope': 'It is closed as out of scope. Both sides are told where it goes instead.',
  'name-acting-raiser': 'The acting raiser is named, and has been told.',
  'say-what-became': 'What became of it is recorded.',
  'stand-aside': 'You have stood aside. Another lead has been told.',
  'add-dissent': 'How you see it is kept with the outcome.',
  kept: 'Somebody else recorded an outcome first. What you recorded is kept beside it, and everybody can read it.',
};

const doneInWords = (after: string | undefined) =>
  after !== undefined && Object.hasOwn(DONE, after) ? DONE[after as keyof typeof DONE] : undefined;

function isThisYours(visit: Visit, { d, standing, setting }: Opened, form: FormState) {
  return IsThisYoursPage({
    frame: visit.frame,
    reference: d.reference,
    name: standing.person?.name ?? '',
    agency: agencyNamer(setting.directory)(standing.person?.agency ?? ''),
    harm: harmInBrief(d, setting.policy, helpAtOnce(setting)),
    form,
  });
}

function limited(visit: Visit, { d, standing, setting, email }: Opened) {
  const agencyName = agencyNamer(setting.directory);
  const isBare = standing.sees === 'bare';
  const isAskedToVouch = standing.may.includes('not-ours');
  const open = openVisit(d);
  // "A fault below that line shows reference, stage and the one agency whose contact is wrong" (NOT-5). Without a fault, nothing.
  const isBelowTheLine = standing.sees === 'count';
  const faults = isBelowTheLine ? contactFaults(d) : [];
  return LimitedPage({
    frame: visit.frame,
    reference: d.reference,
    ...(isBare || isBelowTheLine ? {} : { agencies: agenciesInWords(d, agencyName) }),
    ...(isBelowTheLine && faults.length === 0 ? {} : { stage: stageInWords(d, setting) }),
    ...(isBelowTheLine ? {} : { harm: harmInBrief(d, setting.policy, helpAtOnce(setting)) }),
    move: isAskedToVouch
      ? "Yours, to say whether the address is your agency's"
      : isBare
        ? 'Whoever vouches for your address, first'
        : isBelowTheLine && faults.length > 0
          ? 'Yours, to put a contact right'
          : 'Not yours. Nothing is asked of you now',
    deadline: isBelowTheLine ? null : (open?.deadline ?? null),
    why: isAskedToVouch
      ? 'An address outside the domains of your agency was given for somebody of it. You are asked to say whether it is theirs; nothing more of the disagreement is shown to you.'
      : isBare
        ? "Your address is not one of your agency's own. You see more when your agency's safeguarding lead, or the partnership's, has said that it is yours."
        : isBelowTheLine
          ? 'The policy does not show this disagreement to the partnership yet. As its lead you can put a contact right.'
          : 'You were told of this disagreement and are not asked anything at this stage.',
    ...(standing.readsForm ? { form: setting.policy.form?.title ?? 'The record' } : {}),
    mayDisown: standing.may.includes('not-mine'),
    acts: standing.may.filter((act) => LEAD_ACTS.includes(act) || VOUCHING_ACTS.includes(act)),
    asLead: standing.places.includes('lead'),
    hasSentCopies: copiesSeenToBy(d, email).length > 0,
    faults: faults.map(({ agency, role }) => `${agencyName(agency)}: ${role.replaceAll('-', ' ')}`),
  });
}

async function actPage(
  services: Services,
  visit: Visit,
  opened: Opened,
  kind: Exclude<ActKind, 'mine'>,
  form: FormState,
  moreRows = 0,
) {
  const used = rowsUsed(form.typed);
  return ActPage({
    frame: visit.frame,
    facts: await factsOf(services, opened),
    act: kind,
    form,
    rows: Math.min(20, Math.max(1, used) + moreRows),
  });
}

/** Everything the pages of a disagreement are made from: all its words with it, because whoever gets here may read them. */
async function factsOf(services: Services, { d, setting, standing, email }: Opened): Promise<DisagreementFacts> {
  const seen = asSeenBy(d, email);
  return {
    d: seen,
    policy: setting.policy,
    policiesBefore: (d.earlierPolicies ?? []).map((one) => services.rules.requirePolicy(one.policyVersionId)),
    ...(standing.may.includes('correct') ? { policiesToChoose: policiesToChooseFrom(d, setting) } : {}),
    partnershipName: setting.partnership.name,
    texts: await textsOf(services, seen),
    agencyName: agencyNamer(setting.directory),
    agencies: agenciesOf(setting.directory),
    routes: setting.partnership.routes,
    regionalFacilities: setting.partnership.regionalFacilities,
    help: helpAtOnce(setting),
    may: standing.may,
    isLead: standing.places.includes('lead'),
    readBy: email,
  };
}

function helpAtOnce({ partnership }: Setting): HelpAtOnce {
  const { emergency, outOfHours } = partnership.routes;
  return { emergency, outOfHours, telephone: partnership.businessUnitTelephone };
}

/** Every agency in it, the raising one first: "Brackenshire Police and Dunmere College". */
export const agenciesInWords = (d: Disagreement, agencyName: (id: string) => string) =>
  [d.raiser.agency, ...d.raisedWith.map(({ agency }) => agency)].map(agencyName).join(' and ');

/** "Stage 2: Manager to manager", or how it ended. */
export function stageInWords(d: Disagreement, { policy }: Pick<Setting, 'policy'>): string {
  const open = openVisit(d);
  if (open && !d.outcome) {
    const stage = requireStage(policy, open.stageId);
    return `${stage.label}: ${stage.name}`;
  }
  if (d.mergedInto) return `Merged into ${d.mergedInto.reference}, closed`;
  const how = d.outcome?.outcome ?? 'ended';
  return `${capital(how)}${d.closedAt ? ', closed' : ''}`;
}

const ROW = /^actions\.(\d{1,2})\.([a-zA-Z]+)(-(?:day|month|year))?$/;

/** Rows for agreed actions that were left empty are no answers; the others move up, so that each problem names its row. */
function withoutEmptyRows({ typed }: Posted): Posted {
  const used = [
    ...new Set(
      Object.entries(typed).flatMap(([name, value = '']) => {
        const row = ROW.exec(name)?.[1];
        return row !== undefined && value.trim() !== '' ? [Number(row)] : [];
      }),
    ),
  ].sort((a, b) => a - b);
  const kept: Posted['typed'] = Object.create(null);
  for (const [name, value = ''] of Object.entries(typed)) {
    const [, row, member, part = ''] = ROW.exec(name) ?? [];
    if (row === undefined) kept[name] = value;
    else if (used.includes(Number(row))) kept[`actions.${used.indexOf(Number(row))}.${member}${part}`] = value;
  }
  return { typed: kept, fields: fieldsOf(kept) };
}

const rowsUsed = (typed: FormState['typed']) =>
  new Set(Object.keys(typed).flatMap((name) => ROW.exec(name)?.[1] ?? [])).size;

/** The answers as the act's rule reads them: a ticked box is true, a list that has no rows is empty, an empty choice is no answer. */
function forTheRules(kind: ActKind, typed: Posted['typed'], fields: Posted['fields']): Record<string, unknown> {
  const read: Record<string, unknown> = { ...fields };
  if (kind === 'propose' || kind === 'decide' || kind === 'say-we-agreed') {
    read['actions'] = fields['actions'] ?? [];
    read['noActions'] = typed['noActions'] === 'yes';
  }
  if (kind === 'convene') {
    for (const list of ['attendees', 'panel']) read[list] = fields[list] ?? [];
  }
  if (kind === 'propose' && read['reviewOn'] === '') delete read['reviewOn'];
  return read;
}
