import { type Policy, requirePolicy } from '../../escalation/policy.ts';

/**
 * The ladders of the three policies that are not released yet, as data: they prove that the policy model can say what L, S and R need
 * (`LADDERS.md`). Only what decides a ladder is here; the whole policies come with their own files.
 */

const choice = (why: string) => ({ ourChoice: why });
const both = (role: string, more: object = {}) => ({ role, of: 'both', does: 'answer', clause: '§', ...more });
const common = {
  version: 'test',
  board: 'Board',
  owner: 'Owner',
  startsAfterTalking: '2',
  fields: {},
  closing: { writtenConfirmation: { clause: '§' }, checkBack: { clause: '§' } },
};

/** L: a working week, a further working week, then no numbers; a policy issue goes straight to the partnership. */
const l = {
  ...common,
  id: 'made-up-l',
  title: 'L in a test',
  subjects: ['child'],
  withinOneAgency: true,
  policyIssueGoesTo: { stage: '5', clause: '§3.2' },
  boardSees: [{ from: '5', what: 'record', clause: '§3.2' }],
  stages: [
    {
      id: '1',
      label: 'Stage 1',
      name: 'Professional to professional',
      clause: '§1.4',
      asks: [both('practitioner')],
      deadline: { workingDays: 5, from: 'outset', clause: '§1.4' },
      protectiveTimescale: { clause: '§1.4' },
    },
    {
      id: '2',
      label: 'Stage 2',
      name: 'First-line managers',
      clause: '§1.6',
      asks: [
        both('line-manager', { equivalents: { police: 'detective sergeant', school: 'designated safeguarding lead' } }),
      ],
      deadline: { workingDays: 5, from: 'opened', clause: '§1.7' },
      protectiveTimescale: { clause: '§1.7' },
      advice: { role: 'safeguarding-lead', prompted: true, clause: '§1.6' },
    },
    {
      id: '3',
      label: 'Stage 3',
      name: 'Senior professionals',
      clause: '§1.7',
      asks: [both('senior-manager', { orRoles: ['designated-doctor-or-nurse', 'named-doctor-or-nurse'] })],
      urgency: 'without delay',
      protectiveTimescale: { clause: '§1.7' },
    },
    {
      id: '4',
      label: 'Stage 4',
      name: 'Heads of service',
      clause: '§3.1',
      asks: [both('head-of-service', { equivalents: { school: 'chair of governors' } })],
      protectiveTimescale: choice('no number'),
    },
    {
      id: '5',
      label: 'Stage 5',
      name: 'The partnership',
      clause: '§3.2',
      asks: [{ role: 'business-manager', of: 'board', does: 'decide', ...choice('which person') }],
      tellOnOpening: [{ role: 'head-of-service', of: 'both', clause: '§3.2' }],
      urgency: 'urgently',
      protectiveTimescale: choice('the last stage'),
    },
  ],
};

/** S: a gate before step 2, a meeting that the raising agency's own lead convenes and chairs, and numbers nowhere. */
const s = {
  ...common,
  id: 'made-up-s',
  title: 'S in a test',
  subjects: ['adult'],
  withinOneAgency: false,
  policyIssueGoesTo: { stage: '4', clause: 'L17' },
  harm: {
    words: 'at risk of significant harm',
    clause: 'L27',
    clock: { kind: 'same working day' },
    tellAtOnce: [
      { role: 'line-manager', of: 'both', ...choice('both line managers') },
      { role: 'safeguarding-lead', of: 'both', ...choice('both leads') },
    ],
    mayEnterAt: ['2'],
    entersAt: '2',
    endsAt: '3',
  },
  boardSees: [{ from: '4', what: 'record', clause: 'L17' }],
  stages: [
    {
      id: '1',
      label: 'Step 1',
      name: 'Practitioner to practitioner',
      clause: 'L9',
      asks: [both('practitioner')],
      protectiveTimescale: choice('no number'),
    },
    {
      id: '2-gate',
      label: 'Step 2, review',
      name: 'Is it justified?',
      clause: 'L15',
      asks: [
        { role: 'line-manager', of: 'raising', does: 'review', orRoles: ['safeguarding-supervisor'], clause: 'L15' },
      ],
      deadline: { workingDays: 1, from: 'opened', clause: 'L15', ...choice('a silent manager must not stall it') },
      protectiveTimescale: choice('no number'),
    },
    {
      id: '2',
      label: 'Step 2',
      name: 'Manager to manager',
      clause: 'L13',
      asks: [both('line-manager')],
      protectiveTimescale: choice('no number'),
    },
    {
      id: '3',
      label: 'Step 3',
      name: 'Resolutions meeting',
      clause: 'L21',
      asks: [
        { role: 'safeguarding-lead', of: 'raising', does: 'chair', clause: 'L21' },
        { role: 'safeguarding-lead', of: 'responding', does: 'answer', clause: 'L21' },
      ],
      protectiveTimescale: choice('no number'),
      meeting: { chair: "raising agency's lead", clause: 'L21' },
    },
    {
      id: '4',
      label: 'Step 4',
      name: 'The board',
      clause: 'L17',
      asks: [{ role: 'business-manager', of: 'board', does: 'decide', clause: 'L17' }],
      tellOnOpening: [
        {
          role: { child: ['officer-children'], adult: ['officer-adults'], both: ['officer-adults'] },
          of: 'board',
          clause: 'L17',
        },
      ],
      protectiveTimescale: choice('the last stage'),
      meeting: { chair: 'officer', mayDeclineToConvene: true, clause: 'L17' },
    },
  ],
};

/** R: a stage of preparation that writes to nobody in the other agency, and one week for the first two stages together. */
const r = {
  ...common,
  id: 'made-up-r',
  title: 'R in a test',
  subjects: ['child'],
  withinOneAgency: false,
  startsAfterTalking: '3',
  boardSees: [
    { from: '4', what: 'fact', clause: '§2.5' },
    { from: '5', what: 'record', clause: '§2.6' },
    { from: 'harm', what: 'fact', clause: 'L24' },
  ],
  stages: [
    {
      id: '1',
      label: 'Stage One',
      name: 'Prepare',
      clause: '§2.2',
      asks: [
        { role: 'practitioner', of: 'raising', does: 'prepare', clause: '§2.2' },
        { role: 'safeguarding-supervisor', of: 'raising', does: 'prepare', orRoles: ['line-manager'], clause: '§2.2' },
      ],
      deadline: { workingDays: 1, from: 'opened', clause: '§2.2', ...choice('a silent manager must not stall it') },
      protectiveTimescale: { clause: '§2.1' },
    },
    {
      id: '2',
      label: 'Stage Two',
      name: 'Worker to worker',
      clause: '§2.3',
      asks: [both('practitioner')],
      deadline: { workingDays: 5, from: 'outset', clause: '§2.1' },
      protectiveTimescale: { clause: '§2.1' },
    },
    {
      id: '3',
      label: 'Stage Three',
      name: 'Manager to manager',
      clause: '§2.4',
      asks: [both('line-manager')],
      protectiveTimescale: choice('no number'),
    },
    {
      id: '4',
      label: 'Stage Four',
      name: 'Operations managers',
      clause: '§2.5',
      asks: [both('senior-manager', { orRoles: ['safeguarding-lead'] })],
      tellOnOpening: [{ role: 'business-manager', of: 'board', registers: true, clause: '§2.5' }],
      protectiveTimescale: choice('no number'),
    },
    {
      id: '5',
      label: 'Stage Five',
      name: 'Independently chaired meeting',
      clause: '§2.6',
      asks: [{ role: 'board-chair', of: 'board', does: 'convene', clause: '§2.6' }],
      protectiveTimescale: choice('the last stage'),
      meeting: { chair: 'board member of an uninvolved agency', clause: '§2.6' },
    },
  ],
};

export const L: Policy = requirePolicy(l, 'L in a test');
export const S: Policy = requirePolicy(s, 'S in a test');
export const R: Policy = requirePolicy(r, 'R in a test');
