import * as z from 'zod';
import { agenciesOfAddress, BOARD, type Directory, findPerson } from './directory.ts';
import { type Partnership, partnershipSchema, ROUTE_NAMES, type RouteName } from './partnership.ts';
import { type Policy, policyVersionId } from './policy.ts';

/*
 * What a partnership decides for itself and changes on its own pages (LADDERS, third table: an administrator does "directory,
 * settings"). Its name, its policy and its calendar are not among them: another policy or another close of business would have to move
 * what is open, so they change with a release.
 */

const { leads, businessUnitTelephone, secureDomains, localTargets, regionalFacilities, routes } =
  partnershipSchema.shape;
/** Each setting by the name of its page; an onward route is one of its own. */
const SCHEMAS = {
  leads,
  telephone: businessUnitTelephone,
  'secure-domains': secureDomains,
  'local-targets': localTargets.unwrap(),
  'regional-facilities': regionalFacilities.unwrap(),
} as const;

/** One of them. */
export type Setting = keyof typeof SCHEMAS | RouteName;
/** Every setting, in the order in which the page shows them. */
export const SETTINGS: readonly Setting[] = [...(Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[]), ...ROUTE_NAMES];

/** Whether a setting is an onward route. */
export const isRoute = (setting: Setting): setting is RouteName => !Object.hasOwn(SCHEMAS, setting);

/** What a setting may be, as the partnership's file has it. */
export const schemaOf = (setting: Setting): z.ZodType => (isRoute(setting) ? routes.shape[setting] : SCHEMAS[setting]);

const FIELDS = {
  leads: 'leads',
  telephone: 'businessUnitTelephone',
  'secure-domains': 'secureDomains',
  'local-targets': 'localTargets',
  'regional-facilities': 'regionalFacilities',
} as const satisfies Record<keyof typeof SCHEMAS, keyof Partnership>;

/** A setting as it is in a partnership. */
export const settingOf = (partnership: Partnership, setting: Setting): unknown =>
  isRoute(setting) ? partnership.routes[setting] : partnership[FIELDS[setting]];

/** The partnership with one setting another. What it is to be must have passed `schemaOf`. */
export function withSetting(partnership: Partnership, setting: Setting, to: unknown): Partnership {
  return partnershipSchema.parse(
    isRoute(setting)
      ? { ...partnership, routes: { ...partnership.routes, [setting]: to } }
      : { ...partnership, [FIELDS[setting]]: to },
  );
}

/** What a partnership's settings contradict outside themselves, by the path in its file. */
export interface SettingProblem {
  path: (string | number)[];
  why: string;
}

/** An agency that is in no directory could never be a side or a facility; a target can only stand where the policy has no number. */
export function problemsWithSettings(
  partnership: Partnership,
  { agencies }: Pick<Directory, 'agencies'>,
  /** `numberless`: the ids of its stages without a number; undefined where there is no such policy, of which nothing can be said. */
  policy: { versionId: string; numberless: readonly string[] | undefined },
): SettingProblem[] {
  const ids = agencies.map(({ id }) => id);
  const unknown = (agency: string) => `"${agency}" is not in the directory; its agencies are ${ids.join(', ')}`;
  return [
    ...Object.keys(partnership.localTargets)
      .filter((stageId) => policy.numberless?.includes(stageId) === false)
      .map((stageId) => ({
        path: ['localTargets', stageId],
        why: `only a stage that ${policy.versionId} gives no number may have a local target: ${policy.numberless?.join(', ') || 'it has none'}`,
      })),
    ...partnership.leads.flatMap(({ agency }, index) =>
      agency === undefined || ids.includes(agency) ? [] : [{ path: ['leads', index, 'agency'], why: unknown(agency) }],
    ),
    ...partnership.regionalFacilities.flatMap(({ agency }, index) =>
      ids.includes(agency) ? [] : [{ path: ['regionalFacilities', index, 'agency'], why: unknown(agency) }],
    ),
  ];
}

/** The stages that a policy gives no number of days: those a partnership may set a target of its own for (CLK-10). */
export const numberlessStages = ({ stages }: Pick<Policy, 'stages'>) => stages.filter(({ deadline }) => !deadline);

/**
 * The same for a change that somebody makes on a page, where a slip would tell a stranger of every disagreement. Our choice: a lead's
 * address is one that the directory knows, by the person or by the domain of an agency, and nobody leads twice.
 */
export function problemsWithChange(
  before: Partnership,
  after: Partnership,
  directory: Directory,
  policy: Policy,
): SettingProblem[] {
  const numberless = numberlessStages(policy).map(({ id }) => id);
  const stoodBefore = new Set(before.leads.map(({ email }) => email));
  return [
    ...problemsWithSettings(after, directory, { versionId: policyVersionId(policy), numberless }),
    ...after.leads.flatMap(({ email }, index): SettingProblem[] => {
      const path = ['leads', index, 'email'];
      if (after.leads.findIndex((other) => other.email === email) < index)
        return [{ path, why: 'this address stands above already: each lead is named once' }];
      const isKnown =
        stoodBefore.has(email) ||
        findPerson(directory, email) !== undefined ||
        agenciesOfAddress(directory, email).length > 0;
      return isKnown ? [] : [{ path, why: 'enter an address that ends in a domain of an agency of the directory' }];
    }),
  ];
}

/** Which agency a lead is of, as the page's list of agencies has it. */
export const agencyOfLead = ({ agency }: Partnership['leads'][number]) => agency ?? BOARD;

/** The settings that were changed since the release; the rest stand as the partnership's file has them. */
export const keptSettingsSchema = z.partialRecord(z.enum(SETTINGS as [Setting, ...Setting[]]), z.json());
/** Those of one partnership. */
export type KeptSettings = z.infer<typeof keptSettingsSchema>;

/**
 * The partnership as it was released, with what was changed since. A target that was set for a stage to which a later version of the
 * policy gives a number is left out: the policy's number holds there.
 */
export function withKept(
  released: Partnership,
  kept: KeptSettings,
  policy: Pick<Policy, 'stages'> | undefined,
): Partnership {
  if (Object.keys(kept).length === 0) return released;
  const routesKept = Object.fromEntries(Object.entries(kept).filter(([setting]) => isRoute(setting as Setting)));
  const ownKept = Object.entries(FIELDS).flatMap(([setting, field]) =>
    Object.hasOwn(kept, setting) ? [[field, kept[setting as Setting]] as const] : [],
  );
  const partnership = partnershipSchema.parse({
    ...released,
    ...Object.fromEntries(ownKept),
    routes: { ...released.routes, ...routesKept },
  });
  const numberless = policy && numberlessStages(policy).map(({ id }) => id);
  const targets = Object.entries(partnership.localTargets).filter(([id]) => numberless?.includes(id) !== false);
  return { ...partnership, localTargets: Object.fromEntries(targets) };
}
