import { directoryFrom } from '../../escalation/directory-rows.ts';

export type Row = Record<string, string>;

const blank: Row = {
  agency: '',
  agency_type: '',
  site: '',
  member: '',
  health_commissioned: '',
  domains: '',
  role: '',
  name: '',
  email: '',
  deputy_email: '',
  absent_from: '',
  absent_to: '',
  delegated_to: '',
  verified_on: '',
};

/** A line of a directory: only the cells that matter to the test. */
export const row = (cells: Row): Row => ({ ...blank, ...cells });

/** An agency's first line, which says what is true of the whole agency. */
export const agencyRow = (agency: string, agency_type: string, domains: string, cells: Row = {}): Row =>
  row({ agency, agency_type, domains, member: 'yes', health_commissioned: 'no', ...cells });

/** Somebody in a post. */
export const postRow = (agency: string, role: string, name: string, email: string, cells: Row = {}): Row =>
  row({ agency, role, name, email, ...cells });

export const boardRows: Row[] = [
  agencyRow('Tarnshire Safeguarding Partnership', 'board', 'board.tarn.example', { member: 'no' }),
  postRow('Tarnshire Safeguarding Partnership', 'business-manager', 'Bea Unit', 'unit@board.tarn.example'),
];

/** The directory of these lines; a test that means to have no problem in it finds out if there is one. */
export function directoryOf(rows: Row[]) {
  const { directory, problems } = directoryFrom(rows);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return directory;
}
