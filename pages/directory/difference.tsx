import type { CellChange, DirectoryDifference } from '../../escalation/directory-difference.ts';
import type { DirectoryLine } from '../../escalation/directory-rows.ts';
import type { Role } from '../../escalation/policy.ts';
import { SummaryList } from '../components/index.ts';
import { COLUMN_WORDS, cellWords, lineWords, roleWords } from './words.ts';

/** Exactly what changes, line by line and cell by cell. */
export const Difference = ({
  difference,
}: {
  difference: Omit<DirectoryDifference, 'unchanged'> & { unchanged?: number };
}) => (
  <>
    <SummaryList
      rows={[
        { key: 'Added', value: difference.added.length },
        { key: 'Changed', value: difference.changed.length },
        { key: 'Removed', value: difference.removed.length },
        difference.reordered.length > 0 && { key: 'In another order', value: difference.reordered.length },
        difference.unchanged !== undefined && { key: 'Not changed', value: difference.unchanged },
      ]}
    />
    {difference.removed.length > 0 ? <Lines title="Removed" lines={difference.removed} /> : null}
    {difference.changed.length > 0 ? (
      <>
        <h2 class="govuk-heading-m">Changed</h2>
        {difference.changed.map(({ before, cells }) => (
          <SummaryList
            card={{ title: lineWords(before), headingLevel: 3 }}
            rows={cells.map((cell) => ({ key: COLUMN_WORDS[cell.column], value: <Cell cell={cell} /> }))}
          />
        ))}
      </>
    ) : null}
    {difference.added.length > 0 ? <Lines title="Added" lines={difference.added} withCells /> : null}
    {difference.reordered.length > 0 ? (
      <>
        <h2 class="govuk-heading-m">In another order</h2>
        <ul class="govuk-list govuk-list--bullet">
          {difference.reordered.map(({ agency, site, role, firstBefore, firstAfter }) => (
            <li>
              {roleWords(role as Role)} of {agency}
              {site ? `, ${site}` : ''}:{' '}
              {firstBefore === firstAfter
                ? 'those after the first are asked in another order'
                : `${firstAfter} is asked before ${firstBefore}`}
            </li>
          ))}
        </ul>
      </>
    ) : null}
  </>
);

const Cell = ({ cell }: { cell: CellChange }) => (
  <>
    From {cellWords(cell.column, cell.before)}
    <br />
    <strong>to {cellWords(cell.column, cell.after)}</strong>
  </>
);

const Lines = ({
  title,
  lines,
  withCells,
}: {
  title: string;
  lines: readonly DirectoryLine[];
  withCells?: boolean;
}) => (
  <>
    <h2 class="govuk-heading-m">{title}</h2>
    <ul class="govuk-list govuk-list--bullet">
      {lines.map((line) => (
        <li>
          {lineWords(line)}
          {withCells ? cellsBeside(line) : ''}
        </li>
      ))}
    </ul>
  </>
);

function cellsBeside(line: DirectoryLine): string {
  const told = (
    ['email', 'domains', 'deputy_email', 'absent_from', 'absent_to', 'delegated_to', 'verified_on'] as const
  )
    .filter((column) => line[column] !== '')
    .map((column) => `${COLUMN_WORDS[column].toLowerCase()} ${cellWords(column, line[column])}`);
  return told.length === 0 ? '' : ` (${told.join('; ')})`;
}
