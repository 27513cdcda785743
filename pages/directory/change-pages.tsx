import { BOARD } from '../../escalation/directory.ts';
import type { CellChange, DirectoryDifference } from '../../escalation/directory-difference.ts';
import type { DirectoryLine } from '../../escalation/directory-rows.ts';
import { ROLES, type Role } from '../../escalation/policy.ts';
import { agencyKind } from '../../escalation/post-names.ts';
import { momentInWords } from '../../escalation/spoken-time.ts';
import {
  Button,
  ButtonGroup,
  Checkboxes,
  DateInput,
  Details,
  ErrorMessage,
  Fieldset,
  FileUpload,
  Input,
  InsetText,
  Radios,
  Select,
  SummaryList,
  Table,
  Textarea,
  WarningText,
} from '../components/index.ts';
import { dateTyped, type FormState } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { type AgencyFacts, agencyPath, type DirectoryFacts, directoryPath } from './facts.ts';
import { CHOOSABLE_TYPES, COLUMN_WORDS, cellWords, lineWords, roleWords } from './words.ts';

const at = (form: FormState) => (name: string) => ({ name, value: form.typed[name] ?? '', errors: form.errors });

/** What would be wrong with the directory as a whole, under the heading that the summary links to. */
const Whole = ({ form }: { form: FormState }) => (
  <>
    {form.errors
      .filter(({ field }) => field === 'whole')
      .map(({ message }) => (
        <ErrorMessage>{message}</ErrorMessage>
      ))}
  </>
);

/** A person in a post: added, or changed where `lineId` says. */
export const PostFormPage = (
  props: Omit<AgencyFacts, 'positions' | 'tiers'> & {
    form: FormState;
    lineId?: string;
    roles: readonly Role[];
  },
) => {
  const { partnership, agency, directory, form, lineId, roles } = props;
  const field = at(form);
  const title = lineId ? 'Change a post' : 'Add a person or a post';
  const back = agencyPath(partnership.id, agency.id);
  const others = [{ value: '', text: 'Not delegated' }].concat(
    directory.agencies.map(({ id, name }) => ({ value: id, text: name })),
  );
  return (
    <Layout title={title} {...props.frame} errors={form.errors} backLink={{ href: back }}>
      <span class="govuk-caption-l">{agency.name}</span>
      <h1 class="govuk-heading-l" id="whole">
        {title}
      </h1>
      <Whole form={form} />
      <form method="post" action={agencyPath(partnership.id, agency.id, 'posts', lineId ?? 'new')} novalidate>
        <Select
          {...field('role')}
          label="Post"
          items={[
            { value: '', text: 'Choose a post' },
            ...roles.map((role) => ({ value: role, text: roleWords(role) })),
          ]}
        />
        <Input
          {...field('site')}
          label="Site"
          hint={
            agency.sites.length > 0
              ? `Only if the post is for one of them: ${agency.sites.join(', ')}`
              : 'Only if the post is for one site of several'
          }
        />
        <Fieldset legend="Who holds it" legendSize="m">
          <p class="govuk-body">
            Leave both empty if nobody does. If only the name or only the address has changed, it is changed wherever
            this person stands in the directory.
          </p>
          <Input {...field('name')} label="Full name" spellcheck={false} />
          <Input {...field('email')} label="Work email address" type="email" spellcheck={false} />
        </Fieldset>
        <Input
          {...field('deputyEmail')}
          label="Deputy’s work email address"
          hint="Asked when the person is away or cannot be asked"
          type="email"
          spellcheck={false}
        />
        <Fieldset legend="When they are away" legendSize="m">
          <DateInput
            name="absentFrom"
            label="First day away"
            hint="For example, 27 3 2026"
            value={dateTyped(form.typed, 'absentFrom')}
            errors={form.errors}
          />
          <DateInput
            name="absentTo"
            label="Last day away"
            hint="Leave it empty if nobody knows yet"
            value={dateTyped(form.typed, 'absentTo')}
            errors={form.errors}
          />
        </Fieldset>
        <Fieldset legend="If another agency answers for this post" legendSize="m">
          <Select {...field('delegatedAgency')} label="Agency" items={others} />
          <Select
            {...field('delegatedRole')}
            label="Its post"
            items={[
              { value: '', text: 'Choose a post' },
              ...ROLES.map((role) => ({ value: role, text: roleWords(role) })),
            ]}
          />
        </Fieldset>
        <Checkboxes
          name="checked"
          errors={form.errors}
          value={form.typed['checked'] ? ['yes'] : []}
          items={[{ value: 'yes', label: 'I have checked today that this is right' }]}
        />
        <Button>Save</Button>
      </form>
    </Layout>
  );
};

/** Whoever holds it has left, or the post is no more. */
export const RemovePostPage = (
  props: Omit<AgencyFacts, 'positions' | 'tiers'> & { lineId: string; line: DirectoryLine; form: FormState },
) => {
  const { partnership, agency, line, lineId, form } = props;
  return (
    <Layout
      title="Remove from the directory"
      {...props.frame}
      errors={form.errors}
      backLink={{ href: agencyPath(partnership.id, agency.id) }}
    >
      <h1 class="govuk-heading-l" id="whole">
        Remove from the directory
      </h1>
      <Whole form={form} />
      <p class="govuk-body">{lineWords(line)}</p>
      <form method="post" action={agencyPath(partnership.id, agency.id, 'posts', lineId, 'remove')} novalidate>
        <Radios
          name="how"
          label="What should become of the post?"
          labelSize="s"
          value={form.typed['how']}
          errors={form.errors}
          items={[
            ...(line.email ? [{ value: 'empty', label: 'Somebody will follow: keep it, and show it as empty' }] : []),
            { value: 'post', label: 'There is no such post any more: remove it' },
          ]}
        />
        {line.email ? (
          <p class="govuk-body">
            Unless they hold another post here, they are also removed wherever they are somebody's deputy. A
            disagreement in which they have been asked keeps its record: name somebody else on its own page.
          </p>
        ) : null}
        <Button look="warning">Remove</Button>
      </form>
    </Layout>
  );
};

/** What is true of an agency as a whole: added, or changed where `shown` names what stood on the page. */
export const AgencyFormPage = (props: DirectoryFacts & { agencyId?: string; shown?: string; form: FormState }) => {
  const { partnership, agencyId, form } = props;
  const field = at(form);
  const title = agencyId ? 'Change an agency' : 'Add an agency';
  const action = agencyId
    ? agencyPath(partnership.id, agencyId, 'change')
    : directoryPath(partnership.id, 'agencies', 'new');
  return (
    <Layout
      title={title}
      {...props.frame}
      errors={form.errors}
      backLink={{ href: agencyId ? agencyPath(partnership.id, agencyId) : directoryPath(partnership.id) }}
    >
      <h1 class="govuk-heading-l" id="whole">
        {title}
      </h1>
      <Whole form={form} />
      <form method="post" action={action} novalidate>
        {props.shown ? <input type="hidden" name="shown" value={props.shown} /> : null}
        <Input {...field('name')} label="Name" spellcheck={false} />
        {agencyId === BOARD ? null : (
          <Select
            {...field('type')}
            label="Kind of agency"
            items={[
              { value: '', text: 'Choose a kind' },
              ...CHOOSABLE_TYPES.map((type) => ({ value: type, text: agencyKind(type) })),
            ]}
          />
        )}
        <Textarea
          {...field('domains')}
          label="Email domains"
          hint="What its people’s addresses end in after the @, one to a line. A sub-domain is another domain."
          rows={3}
          spellcheck={false}
        />
        <Textarea {...field('sites')} label="Sites" hint="One to a line. Leave it empty if there is one." rows={3} />
        {agencyId === BOARD ? null : (
          <>
            <YesOrNo name="member" label="Has it a seat on the board?" form={form} />
            <YesOrNo name="health" label="Is it a commissioned health service?" form={form} />
          </>
        )}
        <Button>Save</Button>
      </form>
    </Layout>
  );
};

const YesOrNo = ({ name, label, form }: { name: string; label: string; form: FormState }) => (
  <Radios
    name={name}
    label={label}
    labelSize="s"
    isInline
    value={form.typed[name]}
    errors={form.errors}
    items={[
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
    ]}
  />
);

/** An agency with all its people goes out of the directory. */
export const RemoveAgencyPage = (props: Omit<AgencyFacts, 'tiers'> & { shown: string; form: FormState }) => {
  const { partnership, agency, positions, form } = props;
  return (
    <Layout
      title="Remove an agency"
      {...props.frame}
      errors={form.errors}
      backLink={{ href: agencyPath(partnership.id, agency.id) }}
    >
      <h1 class="govuk-heading-l" id="whole">
        Remove {agency.name}
      </h1>
      <Whole form={form} />
      <WarningText>
        Its {positions.length === 1 ? 'one post is' : `${positions.length} posts are`} removed with it, and nobody can
        name the agency in a new disagreement. Where one is open with it, later stages find nobody of the agency.
      </WarningText>
      <p class="govuk-body">If it has only a new name, change the agency instead: it stays the same one.</p>
      <form method="post" action={agencyPath(partnership.id, agency.id, 'remove')} novalidate>
        <input type="hidden" name="shown" value={props.shown} />
        <Button look="warning">Remove the agency</Button>
      </form>
    </Layout>
  );
};

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
                    {what.charAt(0).toUpperCase() + what.slice(1)}
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
