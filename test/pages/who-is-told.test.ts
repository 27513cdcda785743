import { describe, expect, it } from 'vitest';
import { ACT_KINDS, type Act } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { confirmInWriting } from '../../escalation/clockwork.ts';
import { currentMeeting } from '../../escalation/meetings.ts';
import { takeOver } from '../../escalation/merging.ts';
import { perform } from '../../escalation/performing.ts';
import { requireStage } from '../../escalation/policy.ts';
import { type Disagreement, openVisit, type StageVisit } from '../../escalation/record.ts';
import { consequencesOf } from '../../pages/disagreement/act-consequences.ts';
import type { PageAct } from '../../pages/disagreement/act-forms.ts';
import { AUDIENCES, type Audience, toldInWords } from '../../pages/disagreement/who-is-told.ts';
import { asWritten, at, atBoard, B, CARE, HEALTH, isTheirs, SCHOOL } from '../escalation/building.ts';
import { type Deed, DONE, factsOf, L, LEAD, THEIR_MANAGER, under } from './deeds.ts';

/*
 * Every act's page says who is told. Here each act is done to a record and whoever is owed an email is compared with what the page said
 * before it: nobody more, nobody less. Who each audience is, is said here by hand and asked of no rule.
 */

/** What was done, and the record before and after it. */
interface Scene {
  before: Disagreement;
  after: Disagreement;
  by: string;
  act: Record<string, unknown>;
  setting: Setting;
  other?: Disagreement;
}

const askedOn = ({ asked }: Pick<StageVisit, 'asked'>) =>
  asked.filter(({ notMineAt }) => !notMineAt).map(({ person }) => person.email);
const askedNowIn = (d: Disagreement) => askedOn(openVisit(d)!);
const everAsked = (d: Disagreement) =>
  [...d.stages, ...(d.earlierPolicies ?? []).flatMap(({ stages }) => stages)].flatMap(askedOn);
const practitionersIn = (d: Disagreement) =>
  [d.raiser, ...d.raisedWith.flatMap(({ practitioner }) => practitioner ?? [])].map(({ email }) => email);
const sideIn = (d: Disagreement, email: string) =>
  d.people[email]!.person.agency === 'board'
    ? 'board'
    : d.people[email]!.person.agency === d.raiser.agency
      ? 'raising'
      : 'responding';
/** Posts of a policy's "tell" rule, by the addresses that Tarnshire gives them. */
const holders = (d: Disagreement, { role, of }: { role: unknown; of: string }): string[] => {
  const roles = typeof role === 'string' ? [role] : (role as Record<string, string[]>)[d.subject!]!;
  const domains = { [HEALTH]: 'health', [CARE]: 'care', [SCHOOL]: 'school' } as const;
  const agencies = [
    ...(of === 'responding' ? [] : [d.raiser.agency]),
    ...(of === 'raising' ? [] : d.raisedWith.filter(({ notConcerned }) => !notConcerned).map(({ agency }) => agency)),
  ];
  return roles.flatMap((one) =>
    of === 'board'
      ? [atBoard(one === 'business-manager' ? 'unit' : one)]
      : agencies.map((agency) => at(domains[agency as keyof typeof domains], one)),
  );
};
const stagesBetween = ({ before, after, setting: { policy } }: Scene) => {
  const from = policy.stages.findIndex(({ id }) => id === (openVisit(before)?.stageId ?? before.outcome!.stageId));
  return policy.stages.slice(
    from + 1,
    policy.stages.findIndex(({ id }) => id === openVisit(after)!.stageId),
  );
};
const newcomers = ({ before, after }: Scene) => [
  ...Object.keys(after.people).filter((email) => !before.people[email] && !isSupporter(after, email)),
  ...askedNowIn(after).filter((email) => !askedNowIn(before).includes(email)),
];
const isSupporter = (d: Disagreement, email: string) => d.people[email]!.places.includes('supporter');
const ownLead = ({ before, by }: Scene) => holders(before, { role: 'safeguarding-lead', of: sideIn(before, by) });
const settledBy = ({ before }: Scene) =>
  [before.outcome!.by, ...before.outcome!.confirmedBy.map((one) => one.by)].map(({ email }) => email);

/** Who each of them is. */
const WHO: Record<Audience, (scene: Scene) => string[]> = {
  'the person who raised it': ({ before }) => [before.raiser.email],
  'the practitioners on both sides': ({ before }) => practitionersIn(before),
  'the practitioners it was raised with': ({ before }) => practitionersIn(before).slice(1),
  'the people asked now': ({ after }) => askedNowIn(after),
  'the people asked on the other side': ({ before, by }) =>
    openVisit(before)!
      .asked.filter(
        ({ person, side, does }) =>
          person.agency !== before.people[by]!.person.agency && side !== 'board' && does === 'answer',
      )
      .map(({ person }) => person.email),
  'whoever chaired or mediated': ({ before }) => {
    const chair = currentMeeting(before.stages.at(-1))?.chair;
    return chair ? [chair.email] : [];
  },
  'the people asked for the side that raised it': ({ after }) =>
    openVisit(after)!
      .asked.filter(({ side, notMineAt }) => side === 'raising' && !notMineAt)
      .map(({ person }) => person.email),
  'the people asked for the other agencies': ({ before, act, by }) =>
    openVisit(before)!
      .asked.filter(({ agency }) => agency !== (act['agency'] ?? before.people[by]!.person.agency))
      .map(({ person }) => person.email),
  'everybody asked before': ({ before }) => everAsked(before),
  'everybody who was asked': ({ before }) => everAsked(before),
  'the people of the stage that opens': ({ after }) => askedNowIn(after),
  'the people of the stages passed over': (scene) =>
    stagesBetween(scene).flatMap(({ asks }) => asks.flatMap((rule) => holders(scene.before, rule))),
  'whoever the policy wants told when it opens': (scene) => {
    const opened = scene.after.earlierPolicies ? undefined : openVisit(scene.after)!.stageId;
    const policy = opened ? scene.setting.policy : L;
    const told = requireStage(policy, openVisit(scene.after)!.stageId).tellOnOpening;
    const registering = opened
      ? stagesBetween(scene).flatMap(({ tellOnOpening }) => tellOnOpening.filter(({ registers }) => registers))
      : [];
    return [...told, ...registering].flatMap((rule) => holders(scene.before, rule));
  },
  'whoever the policy wants told of how it ended': ({ before, setting: { policy } }) =>
    requireStage(policy, openVisit(before)!.stageId).tellOnResolution.flatMap((rule) => holders(before, rule)),
  'whoever the policy names for immediate harm': ({ before, setting: { policy } }) =>
    policy.harm!.tellAtOnce.flatMap((rule) => holders(before, rule)),
  'whoever was told of the risk': ({ before }) => before.harms!.at(-1)!.alsoAsked.map(({ person }) => person.email),
  'whoever chaired or sat on the panel': ({ before }) => {
    const { chair, panel = [] } = openVisit(before)!.meetings!.at(-1)!;
    return [chair.email, ...panel.map(({ person }) => person.email)];
  },
  'whoever the policy wants the meeting reported to': () => [atBoard('review-subgroup')],
  'whoever the policy wants told of it': ({ act }) =>
    act['about'] === 'gap'
      ? [atBoard('board-chair')]
      : act['about'] === 'learning'
        ? [atBoard('learning-list')]
        : [atBoard('review-subgroup')],
  'whoever chairs, sits on the panel or attends': ({ act }) => [
    String(act['chairEmail']),
    ...(act['attendees'] as { email: string }[]).map(({ email }) => email),
    ...(act['panel'] as { agency: string }[]).flatMap(({ agency }) =>
      at(agency === CARE ? 'care' : agency === HEALTH ? 'health' : 'school', 'board-representative'),
    ),
  ],
  'whoever arranged the meeting': ({ before }) => [openVisit(before)!.meetings!.at(-1)!.convenedBy.email],
  'your agency’s safeguarding lead': ownLead,
  'your agency’s safeguarding lead, or whoever the policy names for advice': ownLead,
  'the partnership’s leads': () => [LEAD, atBoard('second')],
  'the lead who takes it': () => [atBoard('second')],
  'the acting raiser': ({ before }) => holders(before, { role: 'safeguarding-lead', of: 'raising' }),
  'whoever you name': ({ act }) => (act['email'] ? [String(act['email'])] : []),
  'whoever named you': ({ before, by }) =>
    before.supporters!.filter(({ person }) => person.email === by).map((one) => one.by),
  'whoever has that address': ({ act }) => [String(act['email'] ?? act['to'])],
  'whoever asked for it': ({ before }) => [before.advice!.at(-1)!.by.email],
  'whoever said it': ({ act }) => [String(act['for'])],
  'whoever answers there now': () => [THEIR_MANAGER],
  'whoever proposed it': ({ before }) => [before.proposals.at(-1)!.by.email],
  'whoever the discussion was with': ({ before, act }) =>
    Object.values(before.people)
      .filter(({ person }) => person.name === act['with'])
      .map(({ person }) => person.email),
  'the practitioner and the people asked on the other side': ({ before, by, act }) => {
    const side = sideIn(before, String(act['for'] ?? by));
    return [...practitionersIn(before), ...askedNowIn(before)].filter((email) => sideIn(before, email) !== side);
  },
  'whoever is asked because of it': newcomers,
  'whoever is asked in your place': newcomers,
  'those who settled it': settledBy,
  'those who settled it for the side that raised it': (scene) =>
    settledBy(scene).filter((email) => sideIn(scene.before, email) === 'raising'),
  'the people asked for the board': ({ before }) =>
    everAsked(before).filter((email) => sideIn(before, email) === 'board'),
  'the partnership’s business manager': () => [LEAD],
  'everybody who takes part in either or was told of it': ({ before, other }) => [
    ...Object.keys(before.people),
    ...Object.keys(other!.people),
  ],
};

describe.each(Object.entries(DONE) as [PageAct, Deed[]][])('%s', (kind, deeds) => {
  const all = deeds.map((deed) => ({ deed, ...done(kind, deed) }));

  it.each(all)(
    'tells whom its page says, and nobody else: $deed.by, $deed.when',
    ({ deed, scene, emailed, told, applying }) => {
      const expected = new Set(applying.flatMap(({ whom }) => whom.flatMap((who) => WHO[who](scene))));
      expected.delete(deed.by);

      expect(emailed, toldInWords(told)).toEqual(expected);
    },
  );

  it('has every "when" of its page tried, and nobody on it to whom nothing is ever sent', () => {
    const tried = deeds.flatMap(whens);
    const said = all.flatMap(({ told }) => told);
    const reached = all.flatMap(({ scene, applying }) =>
      applying.flatMap(({ whom }) => whom.filter((who) => WHO[who](scene).length > 0)),
    );

    expect(said.flatMap(({ when }) => (when === undefined || tried.includes(when) ? [] : [when]))).toEqual([]);
    expect(said.flatMap(({ whom }) => whom.filter((who) => !reached.includes(who)))).toEqual([]);
    for (const { whom } of said) for (const who of whom) named.add(who);
  });
});

const named = new Set<Audience>();

it('has every act that has a page, and no audience that no page names', () => {
  expect(new Set(Object.keys(DONE))).toEqual(new Set(ACT_KINDS.filter((kind) => kind !== 'mine')));
  expect(AUDIENCES.filter((who) => !named.has(who))).toEqual([]);
});

function whens({ when }: Deed): string[] {
  return Array.isArray(when) ? when : when ? [when] : [];
}

/** Does one, with what follows at once without anybody: the confirmation in writing of an ending, the taking over of a merge. */
function done(kind: PageAct, row: Deed) {
  const setting = under(row.under ?? B, row.at);
  const other = row.other?.();
  const before: Disagreement = { ...isTheirs(row.d(), row.by), owed: [] };
  const act = {
    ...(kind === 'answer-check-back' ? { actionId: before.outcome!.actions[0]!.id } : {}),
    ...row.act,
    kind,
  } as Act;
  const told = consequencesOf(kind, factsOf(before, setting.policy, row.by)).told;
  const result = perform(before, row.by, act, {
    ...setting,
    ...(other ? { other: { d: other, policy: setting.policy } } : {}),
  });
  if ('refused' in result) throw new Error(`${kind}: ${result.refused}`);
  const after = asWritten(result.change);
  const owed = [...result.change.disagreement.owed];
  const follows = other
    ? takeOver(other, after, {}, setting)
    : after.outcome && !before.outcome
      ? confirmInWriting(after, setting)
      : { nothing: 'it did not end' };
  if ('change' in follows) owed.push(...follows.change.disagreement.owed);
  const emailed = new Set(
    owed.flatMap((one) => (one.kind === 'message' && one.to.email !== row.by ? [one.to.email] : [])),
  );
  const scene: Scene = { before, after, by: row.by, act: { ...act }, setting, ...(other ? { other } : {}) };
  const applying = told.filter(({ when }) => when === undefined || whens(row).includes(when));
  return { scene, emailed, told, applying };
}
