import type { DigestFacts } from '../../escalation/digest.ts';
import { directorySchema } from '../../escalation/directory.ts';
import { partnershipSchema } from '../../escalation/partnership.ts';
import { type Policy, requirePolicy } from '../../escalation/policy.ts';
import type { Asked, Disagreement, Outcome, Person, StageVisit } from '../../escalation/record.ts';
import { summaryOf } from '../../escalation/summary.ts';
import { policyVersions } from '../../policies/all.ts';
import { day, englandAndWales } from './calendars.ts';

/** Made-up records for digests: only the fields that matter are said, the rest stands here. */

const known = new Map<string, Policy>();
/** A released policy, read once: reading one checks all of it. */
export function policies(id: string): Policy {
  const policy = known.get(id) ?? requirePolicy(policyVersions[id], id);
  known.set(id, policy);
  return policy;
}

/** 'Wed 8 Apr 2026' and '17:00', in London. */
export const london = (on: string, time: string) =>
  day(on).toZonedDateTime({ timeZone: 'Europe/London', plainTime: time }).toInstant();
export const at = (on: string, time: string) => london(on, time).toString();

const route = { say: 'Telephone.', telephone: '01632 960009' };
export const partnership = partnershipSchema.parse({
  id: 'brackenshire',
  name: 'Brackenshire Safeguarding Partnership',
  policy: { id: 'bcssp', version: 'v5' },
  calendar: { division: 'england-and-wales', closeOfDay: '17:00' },
  leads: [
    { name: 'Keziah Stanthorne', email: 'keziah@board.example', agency: 'board' },
    { name: 'Jorah Larkmoor', email: 'jorah@health.example', agency: 'health' },
  ],
  businessUnitTelephone: '01632 960100',
  secureDomains: [],
  routes: {
    emergency: route,
    referral: route,
    outOfHours: route,
    allegation: route,
    whistleblowing: route,
    complaint: route,
    review: route,
  },
});

const agency = (id: string, name: string) => ({
  id,
  name,
  type: 'school' as const,
  sites: [],
  member: true,
  healthCommissioned: false,
  domains: [`${id}.example`],
});
export const directory = directorySchema.parse({
  agencies: [
    agency('school', 'Hollin Bank School'),
    agency('care', 'Brackenshire Social Care'),
    agency('board', 'Brackenshire Safeguarding Partnership'),
  ],
  posts: [],
  vacancies: [],
});

export const raiser: Person = { name: 'Priya Nair', email: 'priya@school.example', agency: 'school' };
export const counterpart: Person = { name: 'Tom Okafor', email: 'tom@care.example', agency: 'care' };

export function asked(person: Person, over: Partial<Asked> = {}): Asked {
  return {
    id: `a-${person.email}`,
    side: person.agency === 'school' ? 'raising' : 'responding',
    agency: person.agency,
    role: 'line-manager',
    does: 'answer',
    person,
    because: 'directory',
    trail: [],
    askedAt: at('Wed 1 Apr 2026', '09:00'),
    remindersSent: 0,
    ...over,
  };
}

/** A stage open since Wednesday 1 April 2026, with nobody asked and no deadline unless said. */
export function visit(stageId: string, over: Partial<StageVisit> = {}): StageVisit {
  const openedAt = over.openedAt ?? at('Wed 1 Apr 2026', '09:00');
  return {
    stageId,
    openedAt,
    cause: 'raised',
    clause: 'L66',
    deadline: null,
    deadlineSetAt: openedAt,
    asked: [],
    ...over,
  };
}

export function deadlineOn(on: string, time = '17:00'): NonNullable<StageVisit['deadline']> {
  return { at: at(on, time), on: day(on).toString(), which: 'stage', workingDays: 3, clause: 'L67', skipped: [] };
}

export function outcome(over: Partial<Outcome> = {}): Outcome {
  return {
    outcome: 'resolved',
    at: at('Wed 1 Apr 2026', '15:00'),
    stageId: '2',
    by: counterpart,
    textId: 't1',
    confirmedBy: [],
    actions: [],
    ...over,
  };
}

export function disagreement(over: Partial<Disagreement> = {}): Disagreement {
  const reference = over.reference ?? 'AB-7Q4K';
  return {
    id: `id-${reference}`,
    reference,
    partnershipId: 'brackenshire',
    policyVersionId: 'bcssp-v5',
    subject: 'child',
    raisedAt: at('Mon 30 Mar 2026', '09:00'),
    aroseOn: '2026-03-30',
    raisedBy: 'form',
    missing: [],
    raiser,
    raisedWith: [{ agency: 'care', practitioner: counterpart }],
    named: {},
    texts: {},
    stages: [visit('2')],
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
    runStartedAt: at('Mon 30 Mar 2026', '09:00'),
    alarm: { place: 'stage-2', remindAt: null, dueAt: null },
    owed: [],
    history: [],
    ...over,
  };
}

/** A morning: Thursday 2 April 2026 at 08:00, the day before Good Friday, with nothing in it. */
export function factsFor(disagreements: Disagreement[], over: Partial<DigestFacts> = {}): DigestFacts {
  return {
    partnership,
    lead: partnership.leads[0]!,
    policies,
    directory,
    disagreements: disagreements.map(summaryOf),
    calendar: englandAndWales,
    since: london('Wed 1 Apr 2026', '08:00'),
    now: london('Thu 2 Apr 2026', '08:00'),
    held: 0,
    undelivered: [],
    ...over,
  };
}
