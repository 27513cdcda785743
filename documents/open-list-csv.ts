import { Temporal } from 'temporal-polyfill';
import { type ListRow, rowAgencyInWords } from '../escalation/open-list.ts';
import { asCsv } from './csv.ts';

/** A lead's list as a CSV, in the order it is given: what the page says of each row and no more (NOT-5). Times are London's. */
export function openListCsv(rows: readonly ListRow[]): string {
  return asCsv([
    [
      'Reference',
      'Agencies',
      'About',
      'Stage',
      'Name of stage',
      'At this stage since',
      'Working days at this stage',
      'Deadline',
      "Your partnership's own target",
      'Overdue',
      'Immediate harm',
      'Outcome',
      'Needs you today',
    ],
    ...rows.map((row) => [
      row.reference,
      row.agencies.map(rowAgencyInWords).join('; '),
      row.subject ?? '',
      row.stage.label,
      row.stage.name,
      london(row.sinceAt),
      row.age === undefined ? '' : String(row.age),
      row.deadline ? london(row.deadline.at) : row.hasNoNumber ? 'No number in the policy' : '',
      row.deadline?.which === 'local target' ? 'yes' : 'no',
      row.isOverdue ? 'yes' : 'no',
      row.harm === undefined ? 'no' : row.harm,
      row.outcome ?? '',
      row.needsYou ? 'yes' : 'no',
    ]),
  ]);
}

/** A form that spreadsheets sort and read as a date: "2026-04-08 17:00". */
function london(at: string): string {
  const there = Temporal.Instant.from(at).toZonedDateTimeISO('Europe/London').toPlainDateTime();
  return there.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}
