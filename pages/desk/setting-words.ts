import type { Partnership, Route } from '../../escalation/partnership.ts';
import { agencyOfLead, isRoute, type Setting } from '../../escalation/partnership-settings.ts';

/** How the ids within a setting are said. */
export interface SettingNames {
  agencyName(id: string): string;
  stageName(id: string): string;
}

/** A setting in words, line by line; no line where there is none. What it is must have passed the setting's own schema. */
export function settingLines(setting: Setting, value: unknown, { agencyName, stageName }: SettingNames): string[] {
  if (isRoute(setting)) {
    const { say, telephone, email } = value as Route;
    return [say, telephone ? `Telephone ${telephone}` : '', email ? `Email ${email}` : ''].filter(Boolean);
  }
  switch (setting) {
    case 'leads':
      return (value as Partnership['leads']).map(
        (lead) => `${lead.name} (${lead.email}), ${agencyName(agencyOfLead(lead))}`,
      );
    case 'telephone':
      return [value as string];
    case 'secure-domains':
      return [...(value as Partnership['secureDomains'])];
    case 'local-targets':
      return Object.entries(value as Partnership['localTargets']).map(
        ([stageId, days]) => `${stageName(stageId)}: ${days === 1 ? '1 working day' : `${days} working days`}`,
      );
    case 'regional-facilities':
      return (value as Partnership['regionalFacilities']).map(
        ({ agency, protocol }) => `${agencyName(agency)}: ${protocol}`,
      );
  }
}
