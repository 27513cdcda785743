import * as z from 'zod';
import builtInHolidays from '../escalation/bank-holidays.json' with { type: 'json' };
import { type CompiledPartnership, compiledPartnershipsSchema, type Partnership } from '../escalation/partnership.ts';
import { withKept } from '../escalation/partnership-settings.ts';
import { type Policy, policyVersionId, requirePolicy } from '../escalation/policy.ts';
import { type BankHolidays, bankHolidaysSchema, type Calendar, calendarFrom } from '../escalation/working-days.ts';
import partnershipData from '../partnerships/index.json' with { type: 'json' };
import { policyVersions } from '../policies/all.ts';
import { directoryReader } from './directories.ts';
import { everySetting, type Kept, readSettings } from './partnership-settings.ts';
import type { Rules } from './services.ts';
import { ConditionFailed, type Item, type Json, type Key, type Table } from './table.ts';

/** The policies and partnerships that this release holds, with the freshest bank holidays that were kept. */
export function releasedRules(table: Table): Rules {
  releasedPartnerships ??= compiledPartnershipsSchema.parse(partnershipData);
  return rulesOf(table, policyVersions, releasedPartnerships);
}

let releasedPartnerships: CompiledPartnership[] | undefined;

/** Rules from given policies and partnerships. Every policy is checked here, at start-up: a bad one throws `PolicyRefused`. */
export function rulesOf(
  table: Table,
  policies: Record<string, unknown>,
  partnerships: readonly CompiledPartnership[],
): Rules {
  const checked = new Map<string, Policy>(
    Object.entries(policies).map(([id, source]) => [id, checkedPolicy(id, source)]),
  );
  const inOrder = [...checked.keys()].sort(byName).map((id) => checked.get(id)!);
  const known = new Map(partnerships.map((one) => [one.partnership.id, one]));
  const made = new Map<string, { change: string; partnership: Partnership }>();
  /** Read on every page and changed a few times a year: each version is put together once. */
  const inForce = (released: Partnership, kept: Kept | undefined): Partnership => {
    if (!kept) return released;
    const last = made.get(released.id);
    if (last?.change === kept.change) return last.partnership;
    const partnership = withKept(released, kept.settings, checked.get(policyVersionId(released.policy)));
    made.set(released.id, { change: kept.change, partnership });
    return partnership;
  };
  const calendars = new Map<string, Calendar>();
  const keptDirectory = directoryReader(table);
  return {
    requirePolicy(policyVersionId) {
      const policy = checked.get(policyVersionId);
      if (!policy) throw new Error(`Policy version ${policyVersionId} is not in this release: restore its file`);
      return policy;
    },
    policies: () => inOrder,
    async partnerships() {
      const kept = await everySetting(table);
      return partnerships.map(({ partnership }) => inForce(partnership, kept.get(partnership.id)));
    },
    async partnership(partnershipId) {
      const released = known.get(partnershipId);
      if (!released) return undefined;
      const [directory, kept] = await Promise.all([keptDirectory(partnershipId), readSettings(table, partnershipId)]);
      return {
        partnership: inForce(released.partnership, kept),
        directory: directory ?? released.directory,
      };
    },
    async calendarFor({ calendar: { division, closeOfDay } }): Promise<Calendar> {
      const item = await table.get(HOLIDAYS);
      // Every record is judged by a calendar, and one list makes few of them: they are kept for as long as the list is the same.
      const name = `${item?.version ?? 'built in'} ${division} ${closeOfDay}`;
      const made = calendars.get(name) ?? calendarFrom(listIn(item), { division, closeOfDay });
      if (!calendars.has(name)) {
        // Those of an older list are needed no more.
        if (calendars.size >= MOST_CALENDARS) calendars.clear();
        calendars.set(name, made);
      }
      return made;
    },
  };
}

/** Checking a policy takes milliseconds, and a release's never change: each is checked once a process. */
const checkedPolicies = new WeakMap<object, Policy>();

function checkedPolicy(id: string, source: unknown): Policy {
  const known = source instanceof Object ? checkedPolicies.get(source) : undefined;
  if (known) return known;
  const policy = requirePolicy(source, `policies/${id}.json`);
  checkedPolicies.set(source as object, policy);
  return policy;
}

/** `v9` before `v10`. */
const byName = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

/** The bank holidays in force: the freshest kept list, else the one that this release holds. */
export async function bankHolidays(table: Table): Promise<BankHolidays> {
  return listIn(await table.get(HOLIDAYS));
}

const listIn = (item: Item | undefined): BankHolidays => (item ? bankHolidaysSchema.parse(item.body) : BUILT_IN);

/** Three nations, and a few closing times, of one list. */
const MOST_CALENDARS = 20;

/** Keeps a fresher list. Two writers at once keep one of the two: both came from the same place. */
export async function keepBankHolidays(table: Table, list: BankHolidays): Promise<void> {
  const before = await table.get(HOLIDAYS);
  try {
    await table.put(
      { ...HOLIDAYS, body: list as unknown as Json },
      before ? { ifVersion: before.version } : { ifAbsent: true },
    );
  } catch (reason) {
    if (!(reason instanceof ConditionFailed)) throw reason;
  }
}

const HOLIDAYS: Key = { pk: 'bank-holidays', sk: 'list' };
const BUILT_IN: BankHolidays = bankHolidaysSchema.parse(z.json().parse(builtInHolidays));
