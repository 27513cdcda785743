import { calledInDirectory } from '../../conduct/directories.ts';
import { changeSetting, settingIdentity } from '../../conduct/partnership-settings.ts';
import { BOARD } from '../../escalation/directory.ts';
import type { Partnership, Route } from '../../escalation/partnership.ts';
import {
  agencyOfLead,
  isRoute,
  numberlessStages,
  SETTINGS,
  type Setting,
  type SettingProblem,
  settingOf,
} from '../../escalation/partnership-settings.ts';
import { policyVersionId } from '../../escalation/policy.ts';
import {
  SettingChangesPage,
  SettingFormPage,
  type SettingsFacts,
  SettingsPage,
  settingPath,
} from '../../pages/desk/settings-pages.tsx';
import type { FormState } from '../../pages/frame.ts';
import { readDigestSetting } from '../../services/digest-settings.ts';
import { settingChanges } from '../../services/partnership-settings.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { type AtDesk, atDesk } from './desk.ts';
import type { Posted } from './posted.ts';
import { signInAnswer } from './sign-in.ts';
import { route, type Visit } from './visit.ts';

/** What a partnership decides for itself, for its administrators, who are its leads (`directory-access.ts`): seen, changed, and who changed it. */
export function settingsRoutes(services: Services) {
  return [
    route(services, 'GET', '/settings', (visit) => settings(services, visit)),
    route(services, 'GET', '/settings/changes', (visit) => changes(services, visit)),
    route(services, 'GET', '/settings/{setting}', (visit) => showForm(services, visit)),
    route(services, 'POST', '/settings/{setting}', (visit) => save(services, visit)),
  ];
}

/** As many as somebody looks back at; each is kept for three years. */
const CHANGES_SHOWN = 50;

function factsOf({ rules }: Services, { led: { partnership, directory }, place }: AtDesk): SettingsFacts {
  const policy = rules.requirePolicy(policyVersionId(partnership.policy));
  return {
    place: place('/settings'),
    partnership,
    policy,
    names: {
      agencyName: (id) => directory.agencies.find((agency) => agency.id === id)?.name ?? id,
      stageName: (id) => {
        const stage = policy.stages.find((one) => one.id === id);
        return stage ? `${stage.label}, ${stage.name}` : id;
      },
    },
  };
}

async function settings(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const { partnership } = at.led;
  const rhythms = await Promise.all(
    partnership.leads.map(async ({ name, email }) => {
      const { rhythm } = await readDigestSetting(services.table, { partnershipId: partnership.id, lead: email });
      return { name, rhythm };
    }),
  );
  return pageAnswer(
    SettingsPage({
      ...factsOf(services, at),
      rhythms,
      isDone: visit.after === 'saved',
      isOtherwise: visit.after === 'otherwise',
    }),
  );
}

async function changes(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const { partnership, directory } = at.led;
  const kept = await settingChanges(services.table, partnership.id, CHANGES_SHOWN);
  return pageAnswer(
    SettingChangesPage({
      ...factsOf(services, at),
      changes: kept.map((change) => ({ ...change, who: calledInDirectory(directory, partnership, change.by) })),
    }),
  );
}

/** The setting that the address names; refused as a page that is not there. */
function requireSetting({ params }: Visit): Setting {
  const found = SETTINGS.find((setting) => settingPath(setting) === `/settings/${params['setting']}`);
  if (!found) throw new Refused(404, 'no such setting');
  return found;
}

async function showForm(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const setting = requireSetting(visit);
  const { partnership } = at.led;
  const facts = factsOf(services, at);
  return formAnswer(at, facts, setting, {
    form: { typed: typedFrom(setting, settingOf(partnership, setting), facts), errors: [] },
    shown: settingIdentity(partnership, setting),
  });
}

function formAnswer(
  { led: { directory } }: AtDesk,
  facts: SettingsFacts,
  setting: Setting,
  { form, shown }: { form: FormState; shown: string },
): Answer {
  return pageAnswer(
    SettingFormPage({
      ...facts,
      setting,
      form,
      shown,
      agencies: directory.agencies,
      stages: numberlessStages(facts.policy),
    }),
    form.errors.length > 0 ? 400 : 200,
  );
}

async function save(services: Services, visit: Visit): Promise<Answer> {
  const at = await atDesk(services, visit);
  if (!at) return signInAnswer(visit);
  const setting = requireSetting(visit);
  const facts = factsOf(services, at);
  const { partnership, lead } = at.led;
  const { value, fieldOf } = readTyped(setting, visit.posted, facts);
  const shown = visit.posted.typed['shown'] ?? '';
  const changed = await changeSetting(
    services,
    { partnershipId: partnership.id, by: lead.email },
    { setting, typed: value, shown },
  );
  if ('problems' in changed)
    return formAnswer(at, facts, setting, {
      form: { typed: visit.posted.typed, errors: errorsFrom(changed.problems, fieldOf) },
      shown,
    });
  const many = facts.place.led.length > 1 ? `partnership=${partnership.id}&` : '';
  return goTo(`/settings?${many}done=${'gone' in changed ? 'otherwise' : 'saved'}`);
}

/** The rules' words beside the field that they are about, each field's first alone. */
function errorsFrom(problems: readonly SettingProblem[], fieldOf: FieldOf): FormState['errors'] {
  const errors = problems.map(({ path, why }) => {
    const { field, said = why } = fieldOf(path, why);
    return { field, message: said.charAt(0).toUpperCase() + said.slice(1) };
  });
  return errors.filter(({ field }, index) => errors.findIndex((other) => other.field === field) === index);
}

type FieldOf = (path: SettingProblem['path'], why: string) => { field: string; said?: string };
type Row = Record<string, string | undefined>;

/** What was typed, in the shape of the partnership's file, and which field of the form each part of it came from. */
function readTyped(
  setting: Setting,
  { typed, fields }: Posted,
  { policy }: SettingsFacts,
): { value: unknown; fieldOf: FieldOf } {
  const said = (name: string) => (typed[name] ?? '').trim();
  const rowsWith = (list: string, ...names: string[]) =>
    ((fields[list] ?? []) as Row[])
      .map((row, at) => ({ row, at }))
      .filter(({ row }) => names.some((name) => (row[name] ?? '').trim() !== ''));
  if (isRoute(setting)) {
    const optional = (name: string) => (said(name) === '' ? {} : { [name]: said(name) });
    return {
      value: { say: said('say'), ...optional('telephone'), ...optional('email') },
      fieldOf: ([name = 'say']) => ({ field: String(name) }),
    };
  }
  switch (setting) {
    case 'leads': {
      const rows = rowsWith('leads', 'name', 'email');
      return {
        value: rows.map(({ row: { name = '', email = '', agency = BOARD } }) => ({ name, email, agency })),
        fieldOf: ([index = 0, name = 'name'], why) => ({
          field: `leads.${rows[Number(index)]?.at ?? 0}.${name}`,
          said: name === 'agency' ? 'Choose the agency they work for' : why,
        }),
      };
    }
    case 'telephone':
      return { value: said('telephone'), fieldOf: () => ({ field: 'telephone' }) };
    case 'secure-domains': {
      const value = said('domains')
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      return {
        value,
        fieldOf: ([index = 0], why) => ({ field: 'domains', said: `“${value[Number(index)]}”: ${why}` }),
      };
    }
    case 'local-targets': {
      const stages = numberlessStages(policy);
      const days = stages.map((_, row) => said(`targets.${row}.days`));
      return {
        value: Object.fromEntries(
          stages.flatMap(({ id }, row) =>
            days[row] === '' ? [] : [[id, /^\d+$/.test(days[row]!) ? Number(days[row]) : 0]],
          ),
        ),
        fieldOf: ([stageId]) => ({
          field: `targets.${stages.findIndex(({ id }) => id === stageId)}.days`,
          said: 'Enter a number of working days from 1 up, like 5, or leave it empty',
        }),
      };
    }
    case 'regional-facilities': {
      const rows = rowsWith('facilities', 'protocol');
      return {
        value: rows.map(({ row: { agency = '', protocol = '' } }) => ({ agency, protocol })),
        fieldOf: ([index = 0, name = 'protocol'], why) => ({
          field: `facilities.${rows[Number(index)]?.at ?? 0}.${name}`,
          said: name === 'agency' ? 'Choose which agency it is' : why,
        }),
      };
    }
  }
}

/** A setting as its form holds it. */
function typedFrom(setting: Setting, value: unknown, { policy }: SettingsFacts): Record<string, string> {
  if (isRoute(setting)) return { ...(value as Route) };
  switch (setting) {
    case 'leads':
      return Object.fromEntries(
        (value as Partnership['leads']).flatMap((lead, row) => [
          [`leads.${row}.name`, lead.name],
          [`leads.${row}.email`, lead.email],
          [`leads.${row}.agency`, agencyOfLead(lead)],
        ]),
      );
    case 'telephone':
      return { telephone: value as string };
    case 'secure-domains':
      return { domains: (value as Partnership['secureDomains']).join('\n') };
    case 'local-targets': {
      const targets = value as Partnership['localTargets'];
      return Object.fromEntries(
        numberlessStages(policy).map(({ id }, row) => [`targets.${row}.days`, String(targets[id] ?? '')]),
      );
    }
    case 'regional-facilities':
      return Object.fromEntries(
        (value as Partnership['regionalFacilities']).flatMap(({ agency, protocol }, row) => [
          [`facilities.${row}.agency`, agency],
          [`facilities.${row}.protocol`, protocol],
        ]),
      );
  }
}
