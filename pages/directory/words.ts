import { capital } from '../../escalation/capital.ts';
import type { Contact } from '../../escalation/contact-for.ts';
import { AGENCY_TYPES, type Post } from '../../escalation/directory.ts';
import type { Gap } from '../../escalation/directory-gaps.ts';
import type { DirectoryColumn, DirectoryLine } from '../../escalation/directory-rows.ts';
import type { Role } from '../../escalation/policy.ts';
import { agencyKind, POST_NAMES } from '../../escalation/post-names.ts';
import { dayInWords } from '../../escalation/spoken-time.ts';

/** The kinds that an agency can be made or changed to. There is one board and it stays it. */
export const CHOOSABLE_TYPES = AGENCY_TYPES.filter((type) => type !== 'board');

/** "Line manager": a post as a heading or a label begins with it. */
export function roleWords(role: Role): string {
  const name = POST_NAMES[role];
  return capital(name);
}

/** What is wrong with a tier, to whoever can put it right. */
export const GAP_WORDS: Record<Gap, string> = {
  nobody: 'Nobody can be asked',
  'somebody in their place': 'Nobody holds this post, so somebody else is asked',
  'deputy only': 'Only the deputy can be asked',
  'deputies name each other': 'Two deputies name each other',
  'same person as the stage before': 'The same person as at the stage before',
  away: 'Away today',
  'never confirmed': 'Never confirmed',
  'confirmed over a year ago': 'Last confirmed over a year ago',
};

/** How we came to somebody. */
export const BECAUSE_WORDS: Record<Contact['because'], string> = {
  'named by their own side': 'Named by their own side',
  directory: 'Holds the post',
  deputy: 'As deputy',
  delegated: 'The post is delegated to them',
  "agency's safeguarding lead": 'As the agency’s safeguarding lead, because nobody else there can be asked',
  "board's business unit": 'As the board’s business unit, because nobody of the agency can be asked',
};

/** What the columns of the table are called on a page. */
export const COLUMN_WORDS: Record<DirectoryColumn, string> = {
  agency: 'Agency',
  agency_type: 'Kind of agency',
  site: 'Site',
  member: 'Seat on the board',
  health_commissioned: 'Commissioned health service',
  domains: 'Email domains',
  role: 'Post',
  name: 'Name',
  email: 'Email address',
  deputy_email: 'Deputy’s email address',
  absent_from: 'First day away',
  absent_to: 'Last day away',
  delegated_to: 'Delegated to',
  verified_on: 'Last confirmed',
};

/** A cell as a person reads it. */
export function cellWords(column: DirectoryColumn, cell: string): string {
  if (cell === '') return 'nothing';
  if (column === 'role') return roleWords(cell as Role);
  if (column === 'agency_type') return agencyKind(cell);
  if (/_(from|to|on)$/.test(column) && /^\d{4}-\d\d-\d\d$/.test(cell)) return dayInWords(cell);
  return cell;
}

/** What a line is about, in a line: "Line manager of Tarn Council, North: Lena Line". */
export function lineWords(line: DirectoryLine): string {
  if (line.role === '') return line.agency;
  const post = `${roleWords(line.role as Role)} of ${line.agency}${line.site ? `, ${line.site}` : ''}`;
  return line.name ? `${post}: ${line.name}` : `${post}: nobody`;
}

/** When somebody is away, or undefined when no absence is recorded. */
export function absenceWords({ absentFrom, absentTo }: Pick<Post, 'absentFrom' | 'absentTo'>): string | undefined {
  if (!absentFrom) return undefined;
  return `From ${dayInWords(absentFrom)} ${absentTo ? `to ${dayInWords(absentTo)}` : 'until further notice'}`;
}
