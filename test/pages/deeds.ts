import type { Act } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { checkBack, confirmInWriting } from '../../escalation/clockwork.ts';
import { type Policy, requirePolicy } from '../../escalation/policy.ts';
import { raise } from '../../escalation/raising.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import type { PageAct } from '../../pages/disagreement/act-forms.ts';
import type { DisagreementFacts } from '../../pages/disagreement/facts.ts';
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
  propose,
  RAISER,
  RAISERS_MANAGER,
  raised,
  SCHOOL,
  settingAt,
  takenFurther,
  W,
} from '../escalation/building.ts';
import { postRow, type Row } from '../escalation/directories.ts';

/* Everything that a person can do, with a record in which they can: pure, for what is to hold of every act. */

export const L = requirePolicy(london, 'policies/london-pa4-v2021.json');
const S = requirePolicy(adults, 'policies/safeguarding-adults-board-v1.json');
const R = requirePolicy(windsor, 'policies/windsor-and-maidenhead-v1.json');

const BOARD_NAME = 'Tarnshire Safeguarding Partnership';
export const THEIR_MANAGER = at('care', 'line-manager');
const OFFICER = atBoard('officer-children');
export const LEAD = atBoard('unit');
const NEW = { name: 'New Person', email: at('care', 'new') };
const ELSEWHERE = 'cas@else.example';
const text = 'Words.';

const directory = directoryWith((rows: Row[]) => [
  ...rows,
  ...['learning-list', 'review-subgroup'].map((role) => postRow(BOARD_NAME, role, `Board ${role}`, atBoard(role))),
  postRow('Tarnshire Health', 'named-doctor-or-nurse', 'Ned Named', at('health', 'named-nurse')),
]);

/** Tarnshire under a policy, with two leads, of whom one can take over from the other. */
export function under(policy: Policy, when = 'Mon 2 Mar 2026 09:30'): Setting {
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
    d = isPrepared
      ? did(d, RAISER, { kind: 'talked-over', heldOn: '2026-03-02', text }, setting)
      : takenFurther(d, setting);
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
  recordHeld: 'With the board.',
});

/** One act, done once. */
export interface Deed {
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
export const DONE: Record<PageAct, Deed[]> = {
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
    {
      d: () => standsAt(B, '2'),
      by: COUNTERPART,
      act: { agreedOn: '2026-03-02', text, how: 'agreed', actions: [], noActions: true },
    },
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

/** What its page is made from. */
export function factsOf(d: Disagreement, policy: Policy, readBy: string): DisagreementFacts {
  return {
    d,
    policy,
    readBy,
    partnershipName: BOARD_NAME,
    texts: {},
    agencyName: (id) => id.replaceAll(/(^|-)([a-z])/g, (_, __, letter: string) => ` ${letter.toUpperCase()}`).trim(),
    agencies: [],
    may: [],
    help: { emergency: { say: '' }, outOfHours: { say: '' }, telephone: '' },
  };
}

function must(decision: ReturnType<typeof checkBack>): Disagreement {
  if (!('change' in decision)) throw new Error(decision.nothing);
  return asWritten(decision.change);
}
