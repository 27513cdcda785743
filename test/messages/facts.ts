import { requirePolicy } from '../../escalation/policy.ts';
import type { Asked, Disagreement, Harm, MessageKind, Person, StageVisit } from '../../escalation/record.ts';
import type { MessageFacts } from '../../messages/message.ts';
import { policyVersions } from '../../policies/all.ts';

/** Policy B as released, with five stages, a cap and a binding end. */
export const bcssp = requirePolicy(policyVersions['bcssp-v5'], 'bcssp-v5');
/** Policy W, whose upper stages have no number. */
export const worcestershire = requirePolicy(policyVersions['worcestershire-v1'], 'worcestershire-v1');

/** Policy R, which begins with a talk in the raiser's own agency. */
export const windsor = requirePolicy(policyVersions['windsor-and-maidenhead-v1'], 'windsor-and-maidenhead-v1');

export const AGENCIES: Record<string, string> = {
  school: 'Hollin Bank School',
  care: 'Brackenshire Social Care',
  board: 'Brackenshire Safeguarding Partnership',
};

export const raiser: Person = {
  name: 'Priya Nair',
  email: 'priya.nair@school.example',
  job: 'Head of year',
  agency: 'school',
};
export const counterpart: Person = {
  name: 'Tom Okafor',
  email: 'tom.okafor@care.example',
  job: 'Social worker',
  agency: 'care',
};
export const theirManager: Person = {
  name: 'Ruth Bell',
  email: 'ruth.bell@care.example',
  job: 'Team manager',
  agency: 'care',
};
export const raisersManager: Person = {
  name: 'Gwen Price',
  email: 'gwen.price@school.example',
  job: 'Deputy head',
  agency: 'school',
};
export const businessManager: Person = {
  name: 'Ada Finch',
  email: 'ada.finch@board.example',
  job: 'Business manager',
  agency: 'board',
};

export function asked(person: Person, side: Asked['side'], over: Partial<Asked> = {}): Asked {
  return {
    id: `s0-${person.email}`,
    side,
    agency: person.agency,
    role: 'practitioner',
    does: 'answer',
    person,
    because: 'directory',
    trail: [],
    askedAt: '2026-04-02T09:00:00Z',
    remindersSent: 0,
    ...over,
  };
}

/** Stage 1 of B from Thursday 2 April 2026, with Easter in its two working days. */
export const stageOne: StageVisit = {
  stageId: '1',
  openedAt: '2026-04-02T09:00:00Z',
  cause: 'raised',
  clause: 'L66',
  deadline: {
    at: '2026-04-08T16:00:00Z',
    on: '2026-04-08',
    which: 'stage',
    workingDays: 2,
    countedFrom: '2026-04-02',
    clause: 'L66',
    skipped: [
      { on: '2026-04-03', why: 'Good Friday' },
      { on: '2026-04-04', why: 'weekend' },
      { on: '2026-04-05', why: 'weekend' },
      { on: '2026-04-06', why: 'Easter Monday' },
    ],
    movesTo: '2',
  },
  deadlineSetAt: '2026-04-02T09:00:00Z',
  asked: [asked(raiser, 'raising'), asked(counterpart, 'responding')],
};

/** Stage 2, opened by the clock when stage 1's time was over. */
export const stageTwo: StageVisit = {
  stageId: '2',
  openedAt: '2026-04-08T16:00:00Z',
  cause: 'deadline',
  clause: 'L66',
  deadline: {
    at: '2026-04-13T16:00:00Z',
    on: '2026-04-13',
    which: 'stage',
    workingDays: 3,
    countedFrom: '2026-04-08',
    clause: 'L67',
    skipped: [
      { on: '2026-04-11', why: 'weekend' },
      { on: '2026-04-12', why: 'weekend' },
    ],
    movesTo: '3',
  },
  deadlineSetAt: '2026-04-08T16:00:00Z',
  asked: [
    asked(raisersManager, 'raising', { role: 'line-manager' }),
    asked(theirManager, 'responding', { role: 'line-manager', as: 'detective sergeant (line manager)' }),
  ],
};

export function disagreement(over: Partial<Disagreement> = {}): Disagreement {
  return {
    id: '0b8f6f6e-6f0e-4a56-9a57-5a3b1f6f2d10',
    reference: 'AB-7Q4K',
    partnershipId: 'brackenshire',
    policyVersionId: 'bcssp-v5',
    subject: 'child',
    raisedAt: '2026-04-02T09:00:00Z',
    aroseOn: '2026-04-02',
    raisedBy: 'form',
    missing: [],
    raiser,
    raisersManager,
    raisedWith: [{ agency: 'care', practitioner: counterpart }],
    named: {},
    texts: {},
    stages: [stageOne],
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
    runStartedAt: '2026-04-02T09:00:00Z',
    alarm: { place: 'stage-1', remindAt: null, dueAt: null },
    owed: [],
    history: [],
    ...over,
  };
}

/** At stage 2, with stage 1 left behind. */
export const atStageTwo = (over: Partial<Disagreement> = {}) =>
  disagreement({
    stages: [{ ...stageOne, closedAt: '2026-04-08T16:00:00Z', closedBy: 'deadline' }, stageTwo],
    ...over,
  });

/** At stage 2 by a harm clock, flagged and not ended. */
const atRisk = (over: Partial<Harm> = {}) =>
  atStageTwo({
    stages: [
      stageOne,
      {
        ...stageTwo,
        cause: 'immediate harm',
        clause: 'L56',
        deadline: {
          at: '2026-04-09T16:00:00Z',
          on: '2026-04-09',
          which: 'harm clock',
          elapsedHours: 24,
          countedFromAt: '2026-04-08T16:00:00Z',
          clause: 'L56',
          skipped: [],
          movesTo: '4a',
        },
      },
    ],
    harms: [
      {
        id: 'h3',
        flaggedBy: raiser,
        flaggedAt: '2026-04-08T16:00:00Z',
        sinceAt: '2026-04-08T16:00:00Z',
        clockFromAt: '2026-04-08T16:00:00Z',
        visit: 1,
        outOfHours: false,
        textId: 't9',
        alsoAsked: [],
        seenBy: [],
        ...over,
      },
    ],
  });

export function factsFor(kind: MessageKind, over: Partial<MessageFacts> = {}): MessageFacts {
  return {
    kind,
    disagreement: disagreement(),
    policy: bcssp,
    partnership: {
      name: AGENCIES['board']!,
      businessUnitTelephone: '01632 960001',
      routes: { emergency: { say: 'If somebody is in danger now, call the police.', telephone: '999' } },
    },
    agencyNames: (id) => AGENCIES[id] ?? id,
    to: counterpart,
    link: 'https://common-ground.example/d/AB-7Q4K',
    trial: false,
    ...over,
  };
}

const outcome = (over: Partial<NonNullable<Disagreement['outcome']>>): NonNullable<Disagreement['outcome']> => ({
  outcome: 'resolved',
  at: '2026-04-09T10:00:00Z',
  stageId: '2',
  by: theirManager,
  textId: 't1',
  confirmedBy: [],
  actions: [],
  ...over,
});

const ended = (over: Partial<NonNullable<Disagreement['outcome']>> = {}) =>
  atStageTwo({
    stages: [stageOne, { ...stageTwo, closedAt: '2026-04-09T10:00:00Z', closedBy: 'outcome' }],
    outcome: outcome(over),
  });

/** Settled at stage 2, and agreed before the clock moved it there. */
const agreedBefore = () => {
  const d = ended({ agreedOn: '2026-04-07' });
  d.stages[1]!.retracted = { at: '2026-04-09T10:00:00Z', agreedOn: '2026-04-07' };
  return d;
};

const endedFacts = (kind: MessageKind, d: Disagreement, over: Partial<MessageFacts> = {}) =>
  factsFor(kind, { disagreement: d, visit: d.stages.at(-1)!, ...over });

/** One example of every kind, and the turns of wording that matter: name to facts. */
export const EXAMPLES: Record<string, MessageFacts> = {
  acknowledgement: factsFor('acknowledgement', { to: raiser }),
  'more-needed': factsFor('more-needed', { to: raiser, facts: { missing: ['Their practitioner', 'What I want'] } }),
  asked: factsFor('asked'),
  'asked, of a manager after the deadline': factsFor('asked', { disagreement: atStageTwo(), to: theirManager }),
  "asked, of the raiser's own manager": factsFor('asked', { disagreement: atStageTwo(), to: raisersManager }),
  'asked, with no number in the policy': factsFor('asked', {
    policy: worcestershire,
    disagreement: disagreement({
      policyVersionId: 'worcestershire-v1',
      stages: [{ ...stageTwo, stageId: '3', deadline: null, clause: 'L56' }],
    }),
    to: theirManager,
  }),
  'told-raised': factsFor('told-raised', { to: raisersManager }),
  'told-raised, to the other practitioner': factsFor('told-raised', {
    to: counterpart,
    disagreement: atStageTwo(),
  }),
  'told-moved': factsFor('told-moved', {
    disagreement: atStageTwo(),
    to: raiser,
    facts: { from: '1', cause: 'deadline', clause: 'L66' },
  }),
  'told-stage-opened': factsFor('told-stage-opened', {
    disagreement: atStageTwo(),
    to: businessManager,
    facts: { clause: 'L131' },
  }),
  registered: factsFor('registered', { disagreement: atStageTwo(), to: businessManager, facts: { clause: 'L131' } }),
  reminder: factsFor('reminder', { facts: { askedId: `s0-${counterpart.email}`, count: 1 } }),
  'reminder, to a safeguarding lead': factsFor('reminder', { to: raisersManager, facts: { count: 3, lead: true } }),
  proposal: factsFor('proposal', { disagreement: atStageTwo(), to: theirManager }),
  disputed: factsFor('disputed', { disagreement: atStageTwo(), to: raisersManager }),
  'disputed, too late': endedFacts('disputed', ended(), { to: raiser, facts: { late: true } }),
  resolved: endedFacts('resolved', ended(), { to: raiser, facts: { clause: 'L61' } }),
  decided: endedFacts('decided', ended({ outcome: 'decided', binding: 'L71' }), {
    to: theirManager,
    facts: { clause: 'L61' },
  }),
  'decided, without agreement': endedFacts('decided', ended({ outcome: 'ended without agreement' }), { to: raiser }),
  withdrawn: endedFacts('withdrawn', ended({ outcome: 'withdrawn' }), { to: counterpart }),
  'check-back': endedFacts('check-back', ended(), { to: theirManager, facts: { actionId: 'a1', dueOn: '2026-05-01' } }),
  'check-back, on what was decided': endedFacts('check-back', ended({ outcome: 'decided' }), {
    to: theirManager,
    facts: { actionId: 'a1', dueOn: '2026-05-01' },
  }),
  'check-back, on a review date': endedFacts('check-back', ended(), { to: theirManager, facts: { review: true } }),
  'not-done': endedFacts('not-done', ended(), { to: raiser }),
  'not-done, after a binding decision': endedFacts('not-done', ended({ outcome: 'decided', binding: 'L71' }), {
    to: businessManager,
  }),
  reopened: factsFor('reopened', {
    disagreement: disagreement({ stages: [stageOne, { ...stageTwo, cause: 'not done' }] }),
    to: theirManager,
  }),
  'deadline-changed': factsFor('deadline-changed', { facts: { because: 'calendar', wasAt: '2026-04-07T16:00:00Z' } }),
  'protective-timescale-passed': factsFor('protective-timescale-passed', {
    disagreement: atStageTwo({ stages: [stageOne, { ...stageTwo, cause: 'protective timescale' }] }),
    to: raisersManager,
  }),
  'not-mine': factsFor('not-mine', { to: raiser, facts: { agency: 'care' } }),
  'name-next': factsFor('name-next', { facts: { role: 'senior-manager', stageId: '3' } }),
  merged: factsFor('merged', {
    disagreement: atStageTwo({
      mergedFrom: [
        { id: 'other', reference: 'CD-8R5M', at: '2026-04-09T09:00:00Z', through: 4, people: [], texts: {} },
      ],
    }),
    to: theirManager,
    facts: { reference: 'CD-8R5M' },
  }),
  'look-again': endedFacts('look-again', ended({ outcome: 'not taken forward' }), { to: raisersManager }),
  'decided, not taken forward': endedFacts('decided', ended({ outcome: 'not taken forward' }), { to: raiser }),
  'decided, not to convene': endedFacts('decided', ended({ outcome: 'ended without agreement', notConvened: true }), {
    to: raiser,
  }),
  'meeting-arranged': factsFor('meeting-arranged', {
    disagreement: atStageTwo(),
    to: theirManager,
    facts: { meetingAt: '2026-04-10T13:00:00Z', meeting: 'meeting', as: 'attendee', clause: 'L67' },
  }),
  'meeting-arranged, to a practitioner': factsFor('meeting-arranged', {
    disagreement: atStageTwo(),
    to: raiser,
    facts: { meetingAt: '2026-04-10T13:00:00Z', meeting: 'panel', as: 'practitioner', clause: 'L71' },
  }),
  'meeting-arranged, to whoever mediates': factsFor('meeting-arranged', {
    disagreement: atStageTwo(),
    to: { name: 'Ida Farrow', email: 'ida.farrow@chambers.example', agency: 'independent' },
    facts: { meetingAt: '2026-04-10T13:00:00Z', meeting: 'mediation', as: 'mediator', clause: 'L71' },
  }),
  'no-panel': factsFor('no-panel', { disagreement: atStageTwo(), to: businessManager, facts: { clause: 'L71' } }),
  'meeting-ended': endedFacts('meeting-ended', ended({ outcome: 'decided' }), { to: businessManager }),
  'meeting-ended, to the chair': endedFacts('meeting-ended', ended({ outcome: 'decided' }), {
    to: theirManager,
    facts: { as: 'chair' },
  }),
  'reminder, to record how it ended': factsFor('reminder', {
    disagreement: atStageTwo(),
    to: theirManager,
    facts: { unrecorded: true, meeting: 'meeting' },
  }),
  'reminder, to record how the last stage ended': factsFor('reminder', {
    disagreement: atStageTwo(),
    to: theirManager,
    facts: { unrecorded: true },
  }),
  'reminder, to a safeguarding lead, of what is not recorded': factsFor('reminder', {
    to: raisersManager,
    facts: { count: 3, lead: true, unrecorded: true },
  }),
  'nobody-to-ask': factsFor('nobody-to-ask', {
    to: businessManager,
    facts: { agency: 'care', role: 'line-manager', stageId: '2' },
  }),
  'nobody-to-ask, of the board': factsFor('nobody-to-ask', {
    to: businessManager,
    facts: { agency: 'board', role: 'head-of-early-help', stageId: '1' },
  }),
  'proposal, of what was agreed before': factsFor('proposal', {
    disagreement: atStageTwo(),
    to: theirManager,
    facts: { agreedOn: '2026-04-07' },
  }),
  'resolved, with a move retracted': endedFacts('resolved', agreedBefore(), { to: theirManager }),
  understanding: endedFacts('understanding', ended(), {
    policy: worcestershire,
    to: theirManager,
    facts: { clause: 'L49, L64' },
  }),
  'understood-otherwise': endedFacts('understood-otherwise', ended(), {
    policy: worcestershire,
    to: theirManager,
    facts: { clause: 'L49, L64' },
  }),
  learning: endedFacts('learning', ended(), { to: businessManager, facts: { learning: 'learning', clause: 'L46-49' } }),
  'learning, of a gap': endedFacts('learning', ended(), { to: businessManager, facts: { learning: 'gap' } }),
  'advice-asked': factsFor('advice-asked', { to: raisersManager }),
  'advice-given': factsFor('advice-given', { to: raiser }),
  'support-asked': factsFor('support-asked', { to: raisersManager }),
  supporter: factsFor('supporter', { to: raisersManager }),
  'harm-flagged': factsFor('harm-flagged', { disagreement: atRisk(), to: theirManager }),
  'harm-flagged, to the board': factsFor('harm-flagged', { disagreement: atRisk(), to: businessManager }),
  'harm-flagged, out of hours': factsFor('harm-flagged', {
    disagreement: atRisk({ outOfHours: true }),
    to: theirManager,
  }),
  'harm-chase': factsFor('harm-chase', { disagreement: atRisk(), to: theirManager, facts: { chases: 1 } }),
  'harm-chase, to a stand-in': factsFor('harm-chase', {
    disagreement: atRisk(),
    to: { ...theirManager, name: 'Lena Holt', email: 'lena.holt@care.example' },
    facts: { chases: 4, standIn: true },
  }),
  'harm-clock-passed': factsFor('harm-clock-passed', { disagreement: atRisk(), to: raisersManager }),
  'harm-ended': factsFor('harm-ended', { disagreement: atStageTwo(), to: theirManager }),
  'harm-withdrawal': factsFor('harm-withdrawal', { disagreement: atRisk(), to: raisersManager }),
  'asked, while somebody is at risk': factsFor('asked', { disagreement: atRisk(), to: theirManager }),
  'agency-added': factsFor('agency-added', { to: raiser, facts: { agency: 'care' } }),
  'not-concerned': factsFor('not-concerned', { to: raiser, facts: { agency: 'care' } }),
  'out-of-scope': endedFacts('out-of-scope', ended({ outcome: 'out of scope', route: 'referral' }), {
    to: raiser,
    partnership: {
      name: AGENCIES['board']!,
      businessUnitTelephone: '01632 960001',
      routes: {
        emergency: { say: 'If somebody is in danger now, call the police.', telephone: '999' },
        referral: { say: 'To refer somebody, telephone the front door.', telephone: '01632 960101' },
      },
    },
  }),
  'out-of-scope, by a route that an email does not name': endedFacts(
    'out-of-scope',
    ended({ outcome: 'out of scope', route: 'allegation' }),
    {
      to: counterpart,
      partnership: {
        name: AGENCIES['board']!,
        businessUnitTelephone: '01632 960001',
        routes: {
          emergency: { say: 'If somebody is in danger now, call the police.', telephone: '999' },
          allegation: { say: 'To report an allegation, telephone the designated officer.', telephone: '01632 960102' },
        },
      },
    },
  ),
  corrected: factsFor('corrected', { to: raiser }),
  'recorded-for': factsFor('recorded-for'),
  'discussion-waits': factsFor('discussion-waits', { to: counterpart }),
  'vouch-wanted': factsFor('vouch-wanted', { to: theirManager, facts: { agency: theirManager.agency } }),
  'vouch-wanted, of an agency without a safeguarding lead': factsFor('vouch-wanted', {
    to: businessManager,
    facts: { agency: theirManager.agency, lead: true },
  }),
  'not-mine, as their safeguarding lead says': factsFor('not-mine', {
    to: raiser,
    facts: { agency: theirManager.agency, notOurs: true },
  }),
  vouched: factsFor('vouched'),
  'stand-aside': factsFor('stand-aside', { disagreement: atStageTwo(), to: businessManager }),
  'stood-aside': factsFor('stood-aside', { disagreement: atStageTwo(), to: businessManager }),
  'acting-raiser': factsFor('acting-raiser', { to: raiser }),
  'acting-raiser, to the other side': factsFor('acting-raiser'),
  'next-not-named': factsFor('next-not-named', {
    to: raiser,
    facts: { agency: 'care', role: 'line-manager', stageId: '2' },
  }),
  'record-copy': factsFor('record-copy', { facts: { locked: true } }),
  'record-copy, to a secure address': factsFor('record-copy', { facts: { locked: false } }),
  'copy-password': endedFacts('copy-password', ended({ outcome: 'resolved' }), { to: businessManager }),
  'a trial': factsFor('asked', { trial: true }),
};
