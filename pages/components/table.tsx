import { classNames } from './class-names.ts';
import type { Content } from './field.tsx';

/** What stands in one cell; numbers are set to the right so that they can be compared. */
export type TableCell = { content: Content; isNumeric?: boolean; class?: string; colspan?: number; rowspan?: number };

type TableProps = {
  /** What the table is about. Always given one: it is how somebody who cannot see the page chooses a table. */
  caption?: Content;
  captionSize?: 'xl' | 'l' | 'm' | 's';
  head?: readonly TableCell[];
  /** A row that is null, false or undefined is left out. */
  rows: readonly (readonly TableCell[] | null | false | undefined)[];
  /** True when the first cell of each row names the row. */
  firstCellIsHeader?: boolean;
  class?: string;
};

/** Facts about several things, side by side. */
export const Table = (props: TableProps) => (
  <table class={classNames('govuk-table', props.class)}>
    {props.caption ? (
      <caption
        class={classNames('govuk-table__caption', props.captionSize && `govuk-table__caption--${props.captionSize}`)}
      >
        {props.caption}
      </caption>
    ) : null}
    {props.head ? (
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          {props.head.map((cell) => (
            <HeaderCell cell={cell} scope="col" />
          ))}
        </tr>
      </thead>
    ) : null}
    <tbody class="govuk-table__body">
      {props.rows.map((row) =>
        row ? (
          <tr class="govuk-table__row">
            {row.map((cell, index) =>
              index === 0 && props.firstCellIsHeader ? (
                <HeaderCell cell={cell} scope="row" />
              ) : (
                <td
                  class={classNames('govuk-table__cell', cell.isNumeric && 'govuk-table__cell--numeric', cell.class)}
                  colspan={cell.colspan}
                  rowspan={cell.rowspan}
                >
                  {cell.content}
                </td>
              ),
            )}
          </tr>
        ) : null,
      )}
    </tbody>
  </table>
);

const HeaderCell = ({ cell, scope }: { cell: TableCell; scope: 'col' | 'row' }) => (
  <th
    scope={scope}
    class={classNames(
      'govuk-table__header',
      cell.isNumeric && scope === 'col' && 'govuk-table__header--numeric',
      cell.class,
    )}
    colspan={cell.colspan}
    rowspan={cell.rowspan}
  >
    {cell.content}
  </th>
);
