import type { DirectoryDifference } from '../../escalation/directory-difference.ts';
import { Button, ButtonGroup, Details, FileUpload, InsetText, Table } from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { Difference } from './difference.tsx';
import { type DirectoryFacts, directoryPath } from './facts.ts';

/** How many rows' problems stand on a page: who has more has saved the wrong file. */
const MOST_PROBLEMS_SHOWN = 200;

/** Choosing a file, and what was wrong with the last one, row by row. */
export const ImportPage = (
  props: DirectoryFacts & {
    form: FormState;
    problems?: readonly { row: number; column: string; why: string }[];
  },
) => {
  const { partnership, form, problems = [] } = props;
  return (
    <Layout
      title="Import a CSV file"
      {...props.frame}
      errors={form.errors}
      backLink={{ href: directoryPath(partnership.id) }}
    >
      <h1 class="govuk-heading-l">Import a CSV file</h1>
      {problems.length > 0 ? (
        <>
          <Table
            caption="Put these right in your file and choose it again"
            captionSize="m"
            head={[{ content: 'Row' }, { content: 'What to do' }]}
            firstCellIsHeader
            rows={problems
              .slice(0, MOST_PROBLEMS_SHOWN)
              .map(({ row, column, why }) => [{ content: row }, { content: `${column}: ${why}` }])}
          />
          {problems.length > MOST_PROBLEMS_SHOWN ? (
            <p class="govuk-body">And {problems.length - MOST_PROBLEMS_SHOWN} more.</p>
          ) : null}
        </>
      ) : null}
      <p class="govuk-body">
        The file is the whole directory: what is not in it is removed. You see exactly what would change before anything
        does.
      </p>
      <p class="govuk-body">
        The surest way is to{' '}
        <a class="govuk-link" href={directoryPath(partnership.id, 'export.csv')}>
          download the directory as it is
        </a>
        , change that file and save it as “CSV UTF-8”.
      </p>
      <form method="post" action={directoryPath(partnership.id, 'import')} enctype="multipart/form-data" novalidate>
        <FileUpload name="file" label="CSV file" hint="At most 1 MB" accept=".csv,.txt" errors={form.errors} />
        <Button>Show what would change</Button>
      </form>
      <Details summary="What stands in the columns">
        <p class="govuk-body">
          The first line names the columns. What is true of an agency (agency_type, member, health_commissioned and
          domains) stands on its first line and may be left empty on the others. Days are written as 2026-04-08. A line
          with a role and nobody's name is a post that is known to be empty.
        </p>
      </Details>
    </Layout>
  );
};

/** What a file would change. Nothing has changed yet. */
export const ImportPreviewPage = (
  props: DirectoryFacts & {
    name: string;
    difference: DirectoryDifference;
    readAs: string;
    /** The directory is no longer the one that the file was compared with. */
    isStale: boolean;
    isNothing: boolean;
  },
) => {
  const { partnership, difference, isStale, isNothing } = props;
  return (
    <Layout
      title="What the file would change"
      {...props.frame}
      backLink={{ href: directoryPath(partnership.id, 'import') }}
      isWide
    >
      <h1 class="govuk-heading-l">What the file would change</h1>
      {isStale ? (
        <InsetText>
          <strong>The directory has changed since this file was read.</strong> Nothing was applied.{' '}
          <a class="govuk-link" href={directoryPath(partnership.id, 'import')}>
            Choose the file again
          </a>{' '}
          to see what it would change now, and look whether it would undo what somebody else did.
        </InsetText>
      ) : null}
      <p class="govuk-body">
        It was read as {props.readAs}.{' '}
        {props.readAs.startsWith('Windows-1252') ? 'Look whether accents and apostrophes are right.' : ''}
      </p>
      {isStale ? null : (
        <>
          <Difference difference={difference} />
          {isNothing ? (
            <p class="govuk-body">The file says what the directory says already. There is nothing to apply.</p>
          ) : (
            <form method="post" action={directoryPath(partnership.id, 'import', props.name)} novalidate>
              <ButtonGroup>
                <Button>Apply exactly this</Button>
                <a class="govuk-link" href={directoryPath(partnership.id)}>
                  Change nothing
                </a>
              </ButtonGroup>
            </form>
          )}
        </>
      )}
    </Layout>
  );
};
