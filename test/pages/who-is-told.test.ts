import { describe, expect, it } from 'vitest';
import { ACT_KINDS, type Act } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { checkBack, confirmInWriting } from '../../escalation/clockwork.ts';
import { currentMeeting } from '../../escalation/meetings.ts';
import { takeOver } from '../../escalation/merging.ts';
import { perform } from '../../escalation/performing.ts';
import { type Policy, requirePolicy, requireStage } from '../../escalation/policy.ts';
import { raise } from '../../escalation/raising.ts';
import { type Disagreement, openVisit, type StageVisit } from '../../escalation/record.ts';
import { consequencesOf } from '../../pages/disagreement/act-consequences.ts';
import type { PageAct } from '../../pages/disagreement/act-forms.tsx';
import type { DisagreementFacts } from '../../pages/disagreement/facts.ts';
import { AUDIENCES, type Audience, toldInWords } from '../../pages/disagreement/who-is-told.ts';
import london from '../../policies/london-pa4-v2021.json' with { type: 'json' };
import adults from '../../policies/safeguarding-adults-board-v1.json' with { type: 'json' };
import windsor from '../../policies/windsor-and-maidenhead-v1.json' with { type: 'json' };
import {
  asWritten,
  at,
  atBoard,
  B,
  CARE,
  COUNTERPART,
  did,
  directoryWith,
  formOf,
  HEALTH,
  isTheirs,
  propose,
  RAISER,
  RAISERS_MANAGER,
  raised,
  SCHOOL,
  settingAt,
  W,
} from '../escalation/building.ts';
import { postRow, type Row } from '../escalation/directories.ts';

/*
 * Every act's page says who is told. Here each act is done to a record and whoever is owed an email is compared with what the page said
 * before it: nobody more, nobody less. Who each audience is, is said here by hand and asked of no rule.
 */

const L = requirePolicy(london, 'policies/london-pa4-v2021.json');
const S = requirePolicy(adults, 'policies/safeguarding-adults-board-v1.json');
const R = requirePolicy(windsor, 'policies/windsor-and-maidenhead-v1.json');

const BOARD_NAME = 'Tarnshire Safeguarding Partnership';
const THEIR_MANAGER = at('care', 'line-manager');
const OFFICER = atBoard('officer-children');
const LEAD = atBoard('unit');
const NEW = { name: 'New Person', email: at('care', 'new') };
const ELSEWHERE = 'cas@else.example';
const text = 'Words.';

const directory = directoryWith((rows: Row[]) => [
  ...rows,
  ...['learning-list', 'review-subgroup'].map((role) => postRow(BOARD_NAME, role, `Board ${role}`, atBoard(role))),
  postRow('Tarnshire Health', 'named-doctor-or-nurse', 'Ned Named', at('health', 'named-nurse')),
]);

/** Tarnshire under a policy, with two leads, of whom one can take over from the other. */
function under(policy: Policy, when = 'Mon 2 Mar 2026 09:30'): Setting {
  const setting = settingAt(when, { policy, directory });
  const leads = [
    { name: 'Bea Unit', email: LEAD, agency: 'board' },
    { name: 'Sam Second', email: atBoard('second'), agency: 'board' },
  ];
  return { ...setting, partnership: { ...setting.partnership, leads }, released: [B, W, L, S, R] };
}

/** A disagreement at a stage, by way of every stage before it. */
function standsAt(policy: Policy, stageId: string, form: object = {}): Disagreement {
  const setting = under(policy);
  let d: Disagreement = { ...raised(setting, { ...(policy === S ? { subject: 'adult' } : {}), ...form }), owed: [] };
  while (openVisit(d)!.stageId !== stageId) {
    const isPrepared = openVisit(d)!.asked.some(({ does }) => does === 'prepare');
    const next: Act = isPrepared ? { kind: 'talked-over', heldOn: '2026-03-02', text } : { kind: 'escalate-now', text };
    d = did(d, RAISER, next, setting);
  }
  return d;
}

const flagged = (policy: Policy, stageId: string) =>
  did(standsAt(policy, stageId), RAISER, { kind: 'flag-harm', text }, under(policy));
const inWriting = (d: Disagreement, policy: Policy) => must(confirmInWriting(d, under(policy)));
const ACTION = { text: 'Assess.', ownerAgency: CARE, dueOn: '2026-03-09' };
const proposed = (d = standsAt(B, '2'), policy = B) =>
  did(d, THEIR_MANAGER, propose({ actions: [ACTION], noActions: false }), under(policy));
const confirming = (d: Disagreement): Act => ({ kind: 'confirm', proposalId: d.proposals.at(-1)!.id });
const resolved = (policy = B) => {
  const d = proposed(standsAt(policy, '2'), policy);
  return inWriting(did(d, RAISERS_MANAGER, confirming(d), under(policy)), policy);
};
const withThree = () => did(standsAt(B, '2'), RAISER, { kind: 'add-agency', agency: SCHOOL }, under(B));
const talked = (by = RAISER, d = standsAt(B, '2')) =>
  did(d, by, { kind: 'record-discussion', heldOn: '2026-03-02', with: 'Somebody', text }, under(B));
const refused = () =>
  inWriting(
    did(standsAt(S, '2-review'), RAISERS_MANAGER, { kind: 'review', verdict: 'not taken forward', text }, under(S)),
    S,
  );
/** Talked over before it was raised: the review comes first, and the other practitioner has not heard of it. */
const reviewedFirst = () => standsAt(S, '2-review', { talkedAlready: 'yes', talkedOn: '2026-03-02' });
const namedMeanwhile = () => {
  const form = {
    subject: 'adult',
    talkedAlready: 'yes',
    talkedOn: '2026-03-02',
    theirName: '',
    theirEmail: '',
  } as const;
  const named = { theirName: 'Cas Counterpart', theirEmail: COUNTERPART };
  return did(
    raised(under(S), form, { missing: ['Their practitioner'] }),
    RAISER,
    { kind: 'complete', ...named },
    under(S),
  );
};
const calm = () => did(flagged(S, '1'), THEIR_MANAGER, { kind: 'end-harm', took: 'none needed', text }, under(S));
const LATER = 'Mon 9 Mar 2026 11:00';
const checked = (d = resolved()) => must(checkBack(d, under(B, LATER)));
const notDone = (d = checked()) =>
  did(
    d,
    THEIR_MANAGER,
    { kind: 'answer-check-back', actionId: d.outcome!.actions[0]!.id, done: 'no' },
    under(B, LATER),
  );
const meeting = (changes: object): Act => ({
  kind: 'convene',
  what: 'meeting',
  chairName: 'Ida Farrow',
  chairEmail: 'ida.farrow@chambers.example',
  chairAgency: 'independent',
  on: '2026-03-05',
  time: '14:00',
  where: 'Room 4',
  attendees: [{ email: RAISER }, { email: COUNTERPART }],
  panel: [],
  ...changes,
});
const CHAIR = at('school', 'board-representative');
const convenedUnderR = () =>
  did(
    standsAt(R, '5'),
    atBoard('board-chair'),
    meeting({
      chairName: 'Sol',
      chairEmail: CHAIR,
      chairAgency: SCHOOL,
      attendees: [{ email: at('care', 'head-of-service') }, { email: at('health', 'head-of-service') }],
    }),
    under(R),
  );
const panel = meeting({
  what: 'panel',
  chairName: 'Board independent-chair',
  chairEmail: atBoard('independent-chair'),
  chairAgency: 'board',
  attendees: [],
  panel: [CARE, HEALTH, SCHOOL].map((agency) => ({ agency })),
});
const panelled = () => did(standsAt(B, '4b'), atBoard('independent-chair'), panel, under(B));
const decided = (outcome: 'decided' | 'ended without agreement', more: object = {}): Act => ({
  kind: 'decide',
  outcome,
  text,
  actions: [],
  noActions: true,
  ...more,
});

/** One act, done once. */
interface Deed {
  /** What of the page's "when"s is so here. */
  when?: string | string[];
  under?: Policy;
  at?: string;
  d: () => Disagreement;
  by: string;
  act: object;
  /** The record that goes on, where two become one. */
  other?: () => Disagreement;
}

const TAKEN = 'Taken forward';
const MOVES = 'If it goes to another stage at once';
const NAMED = 'If you name somebody who takes part';

/** At least one of each act, and one of each thing that its page says to depend on what is entered. */
const DONE: Record<PageAct, Deed[]> = {
  'acknowledge-harm': [{ d: () => flagged(B, '1'), by: at('care', 'senior-manager'), act: {} }],
  'end-harm': [
    { d: () => flagged(B, '1'), by: at('care', 'senior-manager'), act: { took: 'action taken', text } },
    { under: R, d: () => flagged(R, '3'), by: THEIR_MANAGER, act: { took: 'action taken', text } },
  ],
  'flag-harm': [
    { when: MOVES, d: () => standsAt(B, '1'), by: RAISER, act: { text } },
    { when: MOVES, d: () => standsAt(B, '2'), by: RAISERS_MANAGER, act: { text } },
    { d: () => standsAt(B, '3'), by: COUNTERPART, act: { text } },
    { d: () => standsAt(B, '4a'), by: OFFICER, act: { text } },
    { under: S, when: MOVES, d: () => standsAt(S, '1'), by: RAISER, act: { text } },
    { under: L, d: () => standsAt(L, '2'), by: RAISER, act: { text } },
    { under: R, d: () => standsAt(R, '1'), by: RAISER, act: { text } },
    { under: R, d: () => standsAt(R, '3'), by: COUNTERPART, act: { text } },
  ],
  'agree-to-withdraw': [
    {
      d: () => did(flagged(B, '2'), RAISER, { kind: 'withdraw', text }, under(B)),
      by: at('health', 'safeguarding-lead'),
      act: {},
    },
  ],
  'review-beside': [
    { under: S, when: TAKEN, d: calm, by: RAISERS_MANAGER, act: { verdict: 'taken forward' } },
    { under: S, when: 'Not taken forward', d: calm, by: RAISERS_MANAGER, act: { verdict: 'not taken forward', text } },
  ],
  review: [
    { under: S, when: TAKEN, d: () => standsAt(S, '2-review'), by: RAISERS_MANAGER, act: { verdict: 'taken forward' } },
    { under: S, when: TAKEN, d: reviewedFirst, by: RAISERS_MANAGER, act: { verdict: 'taken forward' } },
    // Named while it was reviewed: it is not yet theirs to hear of, and then it is (ROU-1).
    { under: S, when: TAKEN, d: namedMeanwhile, by: RAISERS_MANAGER, act: { verdict: 'taken forward' } },
    ...(['not taken forward', 're-routed'] as const).map((verdict) => ({
      under: S,
      when: 'Otherwise',
      d: () => (verdict === 're-routed' ? standsAt(S, '2-review') : reviewedFirst()),
      by: RAISERS_MANAGER,
      act: { verdict, text, route: verdict === 're-routed' ? 'complaint' : '' },
    })),
  ],
  'talked-over': [RAISER, RAISERS_MANAGER].map((by) => ({
    under: R,
    d: () => standsAt(R, '1'),
    by,
    act: { heldOn: '2026-03-02', text },
  })),
  'record-discussion': [
    {
      when: NAMED,
      d: () => standsAt(B, '2'),
      by: RAISER,
      act: { heldOn: '2026-03-02', with: 'Cas Counterpart', text },
    },
    { when: 'Otherwise', d: () => standsAt(B, '2'), by: RAISER, act: { heldOn: '2026-03-02', with: 'Somebody', text } },
    {
      when: 'Otherwise',
      d: () => standsAt(B, '2'),
      by: THEIR_MANAGER,
      act: { heldOn: '2026-03-02', with: 'Somebody', text },
    },
    {
      when: 'Otherwise',
      d: () => standsAt(B, '4a'),
      by: OFFICER,
      act: { heldOn: '2026-03-02', with: 'Somebody', text },
    },
    {
      under: R,
      when: 'Otherwise',
      d: () => standsAt(R, '1'),
      by: RAISER,
      act: { heldOn: '2026-03-02', with: 'Somebody', text },
    },
  ],
  'approve-discussion': [{ d: () => talked(), by: COUNTERPART, act: { discussionId: talked().discussions[0]!.id } }],
  'correct-discussion': [
    { d: () => talked(), by: COUNTERPART, act: { discussionId: talked().discussions[0]!.id, text } },
  ],
  propose: [
    { d: () => standsAt(B, '2'), by: THEIR_MANAGER, act: propose() },
    { d: withThree, by: THEIR_MANAGER, act: propose() },
    { d: () => standsAt(B, '4a'), by: at('care', 'board-representative'), act: propose() },
  ],
  'say-we-agreed': [
    { d: () => standsAt(B, '2'), by: COUNTERPART, act: { agreedOn: '2026-03-02', text, how: 'agreed' } },
  ],
  confirm: [
    {
      when: 'If yours is the last agency awaited',
      d: () => proposed(),
      by: RAISERS_MANAGER,
      act: confirming(proposed()),
    },
    { when: 'If not', d: () => proposed(withThree()), by: RAISERS_MANAGER, act: confirming(proposed(withThree())) },
  ],
  dispute: [{ d: () => proposed(), by: RAISERS_MANAGER, act: { ...confirming(proposed()), text } }],
  complete: [
    {
      d: () => raised(under(B), { theirAgency: '', theirName: '', theirEmail: '' }, { missing: ['Their agency'] }),
      by: RAISER,
      act: { theirAgency: CARE, theirName: 'Cas Counterpart', theirEmail: COUNTERPART },
    },
    {
      d: () =>
        did(
          raised(under(B), { theirName: '', theirEmail: '' }, { missing: ['Their practitioner'] }),
          RAISER,
          { kind: 'escalate-now', text },
          under(B),
        ),
      by: RAISER,
      act: { theirName: 'Cas Counterpart', theirEmail: COUNTERPART },
    },
    {
      when: 'If the time changes',
      d: () => raised(under(B), {}, { missing: ['Day it arose'] }),
      by: RAISER,
      act: { aroseOn: '2026-02-27' },
    },
    {
      when: ['If you say that somebody is at risk', MOVES],
      d: () => raised(under(B), {}, { missing: ['Immediate harm'] }),
      by: RAISER,
      act: { immediateHarm: 'yes' },
    },
  ],
  convene: [
    { under: W, d: () => standsAt(W, '4'), by: LEAD, act: meeting({}) },
    { d: () => standsAt(B, '4b'), by: atBoard('independent-chair'), act: panel },
  ],
  'give-representations': [{ under: W, d: () => standsAt(W, '4'), by: RAISER, act: { text } }],
  decide: [
    { when: 'If it is settled or decided', d: () => standsAt(B, '4a'), by: OFFICER, act: decided('decided') },
    {
      when: 'If there is no agreement',
      d: () => standsAt(B, '4a'),
      by: OFFICER,
      act: decided('ended without agreement'),
    },
    { d: panelled, by: atBoard('independent-chair'), act: decided('decided', { recordHeld: 'x' }) },
    { under: R, d: convenedUnderR, by: CHAIR, act: decided('decided', { recordHeld: 'x' }) },
  ],
  'decide-not-to-convene': [
    { d: () => standsAt(B, '4a'), by: OFFICER, act: { text } },
    { under: S, d: () => standsAt(S, '4'), by: atBoard('officer-adults'), act: { text } },
  ],
  'raise-policy-issue': [
    { under: L, d: () => standsAt(L, '2'), by: RAISER, act: { text } },
    { under: S, d: () => standsAt(S, '1'), by: RAISER, act: { text } },
  ],
  'escalate-now': [
    { d: () => standsAt(B, '1'), by: RAISER, act: { text } },
    { d: () => standsAt(B, '2'), by: THEIR_MANAGER, act: { text } },
    { d: () => standsAt(B, '4a'), by: RAISER, act: { text } },
    { d: () => standsAt(B, '2'), by: LEAD, act: { text } },
    { under: S, d: () => standsAt(S, '1'), by: COUNTERPART, act: { text } },
    { under: R, d: () => standsAt(R, '3'), by: RAISER, act: { text } },
  ],
  shorten: [
    { d: () => standsAt(B, '2'), by: RAISERS_MANAGER, act: { on: '2026-03-03', time: '12:00', text } },
    { under: R, d: () => standsAt(R, '1'), by: RAISERS_MANAGER, act: { on: '2026-03-02', time: '16:00', text } },
  ],
  'name-next': [
    {
      when: 'Otherwise',
      d: () => standsAt(B, '2'),
      by: RAISERS_MANAGER,
      act: { role: 'senior-manager', name: 'New Person', email: at('health', 'new') },
    },
    {
      when: 'If their stage is open and nobody could be found for it',
      d: () => standsAt(B, '1', { theirName: '', theirEmail: '' }),
      by: at('care', 'safeguarding-lead'),
      act: { role: 'practitioner', ...NEW },
    },
  ],
  'choose-alternative': [{ under: L, d: () => standsAt(L, '2'), by: RAISER, act: { who: 'alternative' } }],
  'ask-who-is-next': [{ d: () => standsAt(B, '2'), by: RAISER, act: { agency: CARE } }],
  'mark-not-concerned': [
    { d: withThree, by: at('school', 'line-manager'), act: { text } },
    {
      when: 'If every other agency has confirmed what is proposed',
      d: () => {
        const d = proposed(withThree());
        return did(d, RAISERS_MANAGER, confirming(d), under(B));
      },
      by: at('school', 'line-manager'),
      act: { text },
    },
  ],
  'add-agency': [
    { d: () => standsAt(B, '2'), by: RAISER, act: { agency: SCHOOL, name: 'Sol', email: at('school', 'sol') } },
    { d: () => standsAt(B, '2'), by: LEAD, act: { agency: SCHOOL } },
    {
      under: R,
      d: () => standsAt(R, '1'),
      by: RAISER,
      act: { agency: SCHOOL, name: 'Sol', email: at('school', 'sol') },
    },
  ],
  'ask-for-advice': [{ d: () => standsAt(B, '2'), by: RAISER, act: {} }],
  'advice-given': [
    {
      d: () => did(standsAt(B, '2'), RAISER, { kind: 'ask-for-advice' }, under(B)),
      by: at('health', 'safeguarding-lead'),
      act: { adviceId: did(standsAt(B, '2'), RAISER, { kind: 'ask-for-advice' }, under(B)).advice![0]!.id },
    },
  ],
  'appoint-supporter': [{ d: () => standsAt(B, '2'), by: RAISER, act: { name: 'Sue', email: at('health', 'sue') } }],
  'confirm-understanding': [
    {
      when: 'If you say no',
      under: W,
      at: 'Mon 16 Mar 2026 11:00',
      d: () => must(checkBack(resolved(W), under(W, 'Mon 16 Mar 2026 10:00'))),
      by: RAISER,
      act: { same: 'no', text },
    },
    {
      when: 'If you say yes',
      under: W,
      at: 'Mon 16 Mar 2026 11:00',
      d: () => must(checkBack(resolved(W), under(W, 'Mon 16 Mar 2026 10:00'))),
      by: RAISER,
      act: { same: 'yes' },
    },
  ],
  'answer-check-back': [
    {
      when: 'If it was done',
      at: LATER,
      d: () => checked(),
      by: THEIR_MANAGER,
      act: { actionId: resolved().outcome!.actions[0]!.id, done: 'yes' },
    },
    {
      when: 'If it was not done',
      at: LATER,
      d: () => checked(),
      by: THEIR_MANAGER,
      act: { actionId: resolved().outcome!.actions[0]!.id, done: 'no' },
    },
    {
      when: 'If it was not done',
      at: LATER,
      d: () =>
        checked(
          inWriting(
            did(
              did(standsAt(B, '4b'), atBoard('independent-chair'), meeting({ what: 'mediation' }), under(B)),
              'ida.farrow@chambers.example',
              decided('decided', { actions: [ACTION], noActions: false, recordHeld: text }) as Act,
              under(B),
            ),
            B,
          ),
        ),
      by: RAISER,
      act: { done: 'no' },
    },
  ],
  reopen: [{ at: LATER, d: () => notDone(), by: RAISER, act: { text } }],
  'look-again': [{ under: S, d: refused, by: RAISER, act: { text } }],
  'send-forward': [
    {
      under: S,
      d: () => did(refused(), RAISER, { kind: 'look-again', text }, under(S)),
      by: at('health', 'safeguarding-lead'),
      act: { text },
    },
  ],
  'record-on-file': [{ d: () => resolved(), by: RAISER, act: {} }],
  'tick-checklist': [{ d: () => resolved(), by: RAISER, act: { item: 'file', answer: 'yes' } }],
  'record-learning': [
    { when: 'Something to learn', d: () => resolved(), by: RAISER, act: { about: 'learning', text } },
    { when: 'A gap in the policy', d: () => resolved(), by: RAISER, act: { about: 'gap', text } },
    {
      under: R,
      when: 'A gap in the policy',
      d: () => inWriting(did(convenedUnderR(), CHAIR, decided('decided', { recordHeld: 'x' }) as Act, under(R)), R),
      by: RAISER,
      act: { about: 'gap', text },
    },
  ],
  'report-meeting': [
    {
      under: R,
      d: () => inWriting(did(convenedUnderR(), CHAIR, decided('decided', { recordHeld: 'x' }) as Act, under(R)), R),
      by: CHAIR,
      act: { text },
    },
  ],
  'record-debrief': [{ d: () => resolved(), by: RAISER, act: { what: 'offered' } }],
  'add-dissent': [{ d: () => resolved(), by: RAISER, act: { text } }],
  vouch: [{ d: () => standsAt(B, '2', { theirEmail: ELSEWHERE }), by: LEAD, act: { email: ELSEWHERE } }],
  'not-ours': [
    ...['1', '2'].map((stageId) => ({
      d: () => standsAt(B, stageId, { theirEmail: ELSEWHERE }),
      by: at('care', 'safeguarding-lead'),
      act: { email: ELSEWHERE },
    })),
  ],
  'replace-contact': [
    ...['line-manager', 'practitioner'].map((role) => ({
      when: 'If they are asked at the open stage, or are the practitioner',
      d: () => standsAt(B, '2'),
      by: LEAD,
      act: { agency: CARE, role, ...NEW },
    })),
    {
      when: 'If their stage is still to come',
      d: () => standsAt(B, '2'),
      by: LEAD,
      act: { agency: CARE, role: 'senior-manager', ...NEW },
    },
  ],
  'send-copy': [{ d: () => standsAt(B, '2'), by: LEAD, act: { to: COUNTERPART, text, spoken: 'yes' } }],
  'record-for': [
    {
      when: 'Otherwise',
      d: () => standsAt(B, '2'),
      by: LEAD,
      act: { for: COUNTERPART, heldOn: '2026-03-02', with: 'Bea Unit', text },
    },
    {
      when: NAMED,
      d: () => standsAt(B, '2'),
      by: LEAD,
      act: { for: COUNTERPART, heldOn: '2026-03-02', with: 'Rae Raiser', text },
    },
  ],
  correct: [
    {
      when: 'An agency, or whom it is about',
      d: () => standsAt(B, '2'),
      by: LEAD,
      act: { what: 'agency', agency: CARE, rightAgency: SCHOOL, text },
    },
    {
      when: 'An agency, or whom it is about',
      d: () => standsAt(B, '4a'),
      by: LEAD,
      act: { what: 'subject', subject: 'adult', text },
    },
    {
      under: W,
      when: 'Which policy governs',
      d: () => standsAt(W, '4'),
      by: LEAD,
      act: { what: 'policy', policy: 'london-pa4-v2021', text },
    },
  ],
  merge: [
    {
      other: () => standsAt(B, '2'),
      d: () => {
        const setting = under(B, 'Mon 2 Mar 2026 10:00');
        const raiser = { name: 'Oz Other', email: at('health', 'other'), agency: HEALTH, job: 'Nurse' };
        const form = formOf({ raiserEmail: raiser.email, managerName: 'Mo Manager', managerEmail: at('health', 'mo') });
        const { disagreement } = raise(
          { id: 'd-2', reference: 'ZZ-2222', raisedAt: setting.now, raisedBy: 'form', raiser, form, missing: [] },
          setting,
        );
        return did(disagreement, raiser.email, { kind: 'escalate-now', text }, setting);
      },
      at: 'Mon 2 Mar 2026 10:00',
      by: LEAD,
      act: { into: 'AB-7Q4K', text },
    },
  ],
  'name-acting-raiser': [{ d: () => standsAt(B, '2'), by: LEAD, act: { text } }],
  'close-out-of-scope': [{ d: () => standsAt(B, '2'), by: LEAD, act: { route: 'complaint', text } }],
  'stand-aside': [{ d: () => standsAt(B, '2'), by: LEAD, act: { text } }],
  'say-what-became': [
    {
      d: () => did(resolved(), RAISER, { kind: 'record-learning', about: 'learning', text }, under(B)),
      by: LEAD,
      act: { which: 1, became: 'no action', text },
    },
  ],
  withdraw: [
    { d: () => standsAt(B, '2'), by: RAISER, act: { text } },
    { under: R, d: () => standsAt(R, '1'), by: RAISER, act: { text } },
    { d: () => flagged(B, '2'), by: RAISER, act: { text } },
  ],
  'not-mine': [
    { d: () => standsAt(B, '2'), by: THEIR_MANAGER, act: {} },
    { d: () => standsAt(B, '2'), by: THEIR_MANAGER, act: NEW },
    { d: () => standsAt(B, '1'), by: COUNTERPART, act: {} },
    { d: () => standsAt(B, '2'), by: COUNTERPART, act: {} },
    { when: 'If you name somebody', d: () => standsAt(B, '2'), by: COUNTERPART, act: NEW },
    { under: R, d: convenedUnderR, by: CHAIR, act: {} },
    {
      d: () =>
        did(standsAt(B, '2'), RAISER, { kind: 'appoint-supporter', name: 'Sue', email: at('health', 'sue') }, under(B)),
      by: at('health', 'sue'),
      act: {},
    },
  ],
};

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

function factsOf(d: Disagreement, policy: Policy, readBy: string): DisagreementFacts {
  return {
    d,
    policy,
    readBy,
    partnershipName: BOARD_NAME,
    texts: {},
    agencyName: (id) => id,
    agencies: [],
    may: [],
    help: { emergency: { say: '' }, outOfHours: { say: '' }, telephone: '' },
  };
}

function must(decision: ReturnType<typeof checkBack>): Disagreement {
  if (!('change' in decision)) throw new Error(decision.nothing);
  return asWritten(decision.change);
}
