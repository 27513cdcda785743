import { settingFor } from '../../conduct/disagreements.ts';
import type { Change } from '../../escalation/amendment.ts';
import { BOARD } from '../../escalation/directory.ts';
import { perform } from '../../escalation/performing.ts';
import { policyVersionId } from '../../escalation/policy.ts';
import { raise } from '../../escalation/raising.ts';
import { indexPeople, type Kept, takeReference, writeChange } from '../../services/disagreements.ts';
import type { Services } from '../../services/services.ts';
import { keepSummary } from '../../services/summaries.ts';
import { healthVisitorsForm } from '../../test/journeys/people.ts';

/** How many practitioners raise what there is, so that each has a few and nobody hundreds. */
const PRACTITIONERS = 2_500;
const TOGETHER = 50;
/** Of each partnership's two thousand: about a month's. The others were raised and closed in the year before. */
const OPEN_OF_EACH = 150;
const CLOSED_OVER_DAYS = 350;

/** What the pages are asked for afterwards. */
export interface Stored {
  count: number;
  /** One at its first stage and one that went two stages further, with whoever raised each. */
  young: { reference: string; raiser: string };
  old: { reference: string; raiser: string };
  /** Who is asked in the most. */
  busiest: string;
}

/**
 * Stores so many disagreements by the real rules and the real store, shared out over every partnership and agency: two in ten went
 * one stage further, one in ten two, and all but a month's were withdrawn and are closed. Their emails are not composed and no execution is started, because no page reads
 * them: that is nine tenths of what raising costs.
 */
export async function storeDisagreements(services: Services, count: number): Promise<Stored> {
  const partnerships = await services.rules.partnerships();
  const kept: Kept[] = [];
  for (let from = 0; from < count; from += TOGETHER)
    kept.push(
      ...(await Promise.all(Array.from({ length: Math.min(TOGETHER, count - from) }, (_, at) => store(from + at)))),
    );

  const asked = new Map<string, number>();
  for (const { d } of kept)
    for (const email of Object.keys(d.people))
      if (email !== d.raiser.email) asked.set(email, (asked.get(email) ?? 0) + 1);
  const leads = new Set(partnerships.flatMap((one) => one.leads.map(({ email }) => email)));
  const busiest = [...asked].filter(([email]) => !leads.has(email)).sort((a, b) => b[1] - a[1])[0]![0];
  const ofBrackenshire = kept.filter(({ d }) => d.partnershipId === 'brackenshire');
  const young = ofBrackenshire.find(({ d }) => d.stages.length === 1)!.d;
  const old = ofBrackenshire.find(({ d }) => d.stages.length === 3)!.d;
  return {
    count: kept.length,
    young: { reference: young.reference, raiser: young.raiser.email },
    old: { reference: old.reference, raiser: old.raiser.email },
    busiest,
  };

  async function store(index: number): Promise<Kept> {
    const { id: partnershipId, policy } = partnerships[index % partnerships.length]!;
    const { directory } = (await services.rules.partnership(partnershipId))!;
    const agencies = directory.agencies.filter(({ id, domains }) => id !== BOARD && domains.length > 0);
    const own = agencies[index % agencies.length]!;
    const other = agencies[(index + 1 + (index % (agencies.length - 1))) % agencies.length]!;
    const theirs = other === own ? agencies.find((one) => one !== own)! : other;
    const isOpen = Math.floor(index / partnerships.length) < OPEN_OF_EACH;
    const today = services.clock.now();
    const now = isOpen ? today : today.subtract({ hours: 24 * (7 + (index % CLOSED_OVER_DAYS)) });
    const form = healthVisitorsForm({
      raiserName: 'A Practitioner',
      raiserEmail: `practitioner.${index % PRACTITIONERS}@${own.domains[0]}`,
      raiserAgency: own.id,
      managerName: 'A Manager',
      managerEmail: `manager.${index % PRACTITIONERS}@${own.domains[0]}`,
      theirAgency: theirs.id,
      theirName: 'Another Practitioner',
      theirEmail: `practitioner.${(index * 7 + 3) % PRACTITIONERS}@${theirs.domains[0]}`,
      aroseOn: now.toString().slice(0, 10),
    });
    const id = `bench-${index}`;
    const reference = referenceOf(index);
    await takeReference(services.table, reference, id);
    const pinned = { partnershipId, policyVersionId: policyVersionId(policy) };
    const setting = { ...(await settingFor(services, pinned)), now };
    const raiser = { name: form.raiserName, email: form.raiserEmail, job: form.raiserJob, agency: own.id };
    const raised = raise(
      { id, reference, raisedAt: setting.now, raisedBy: 'form', raiser, form, missing: [] },
      setting,
    );
    let kept = await write(raised, 0);
    const place = Math.floor(index / partnerships.length) % 10;
    const moves = place < 7 ? 0 : place < 9 ? 1 : 2;
    for (let moved = 0; moved < moves; moved++) {
      const act = { kind: 'escalate-now', text: 'It cannot wait for the deadline.' } as const;
      const performed = perform(kept.d, raiser.email, act, setting);
      if ('change' in performed) kept = await write(performed.change, kept.version);
    }
    if (!isOpen) {
      const performed = perform(kept.d, raiser.email, { kind: 'withdraw', text: 'It was settled otherwise.' }, setting);
      if ('change' in performed) {
        const closedAt = now.toString();
        const { change } = performed;
        kept = await write({ ...change, disagreement: { ...change.disagreement, closedAt } }, kept.version);
      }
    }
    await indexPeople(services.table, kept.d);
    await keepSummary(services.table, kept);
    return kept;
  }

  function write(change: Change, version: number): Promise<Kept> {
    return writeChange(services, { ...change, disagreement: { ...change.disagreement, owed: [] } }, version);
  }
}

/** A reference by its number, in the letters that references have. */
function referenceOf(index: number): string {
  const symbols = '23456789BCDFGHJKLMNPQRSTVWXZ';
  const digit = (place: number) => symbols[Math.floor(index / symbols.length ** place) % symbols.length];
  return `BN-${digit(3)}${digit(2)}${digit(1)}${digit(0)}`;
}
