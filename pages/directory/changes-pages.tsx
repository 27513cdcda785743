import { capital } from '../../escalation/capital.ts';
import type { DirectoryDifference } from '../../escalation/directory-difference.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import { Table } from '../components/index.ts';
import { Layout } from '../layout.tsx';
import { Difference } from './difference.tsx';
import { type DirectoryFacts, directoryPath } from './facts.ts';

/** The latest changes: who, when, what. */
export const ChangesPage = (
  props: DirectoryFacts & {
    changes: readonly {
      at: string;
      who: string;
      what: string;
      name: string;
      counts: { added: number; changed: number; removed: number };
    }[];
  },
) => {
  const { partnership, changes } = props;
  return (
    <Layout title="What was changed" {...props.frame} backLink={{ href: directoryPath(partnership.id) }} isWide>
      <h1 class="govuk-heading-l">What was changed, and by whom</h1>
      {changes.length === 0 ? (
        <p class="govuk-body">Nothing yet: the directory is the one that the service was started with.</p>
      ) : (
        <Table
          caption="Latest first"
          head={[{ content: 'Who and when' }, { content: 'What' }]}
          rows={changes.map(({ at: when, who, what, name, counts }) => [
            {
              content: (
                <>
                  {who}
                  <br />
                  {momentInWords(when)}
                </>
              ),
            },
            {
              content: (
                <>
                  <a class="govuk-link" href={directoryPath(partnership.id, 'changes', name)}>
                    {capital(what)}
                    <span class="govuk-visually-hidden">, {momentInWords(when)}</span>
                  </a>
                  <br />
                  {counts.added} added, {counts.changed} changed, {counts.removed} removed
                </>
              ),
            },
          ])}
        />
      )}
    </Layout>
  );
};

/** One change, line by line. */
export const ChangePage = (props: DirectoryFacts & { difference: Omit<DirectoryDifference, 'unchanged'> }) => (
  <Layout
    title="One change of the directory"
    {...props.frame}
    backLink={{ href: directoryPath(props.partnership.id, 'changes') }}
    isWide
  >
    <h1 class="govuk-heading-l">One change of the directory</h1>
    <Difference difference={props.difference} />
  </Layout>
);
