import { isRoute, type Setting } from './partnership-settings.ts';
import { ROUTE_TITLES } from './route-titles.ts';

const TITLES = {
  leads: 'Leads',
  telephone: 'Telephone of the business unit',
  'secure-domains': 'Secure email domains',
  'local-targets': 'Your own targets',
  'regional-facilities': 'Regional facilities',
} as const;

/** What a setting is called: on the list of them, on its own page, among the changes, and in the email that says it was changed. */
export const settingTitle = (setting: Setting): string => (isRoute(setting) ? ROUTE_TITLES[setting] : TITLES[setting]);
