import { readdirSync, readFileSync } from 'node:fs';
import { raw } from 'hono/html';
import { describe, expect, it } from 'vitest';
import {
  BackLink,
  Button,
  ButtonLink,
  Checkboxes,
  type Content,
  DateInput,
  Details,
  ErrorMessage,
  ErrorSummary,
  type FieldError,
  Fieldset,
  FileUpload,
  Header,
  Hint,
  Input,
  InsetText,
  Label,
  NotificationBanner,
  Panel,
  PhaseBanner,
  Radios,
  Select,
  ServiceNavigation,
  type Size,
  SkipLink,
  SummaryList,
  Table,
  Tag,
  Textarea,
  WarningText,
} from '../../pages/components/index.ts';
import { htmlTree } from './html-tree.ts';

// GOV.UK Frontend ships, for each component, what its own templates make of many sets of options. Ours must make the same of every
// set it has an equivalent for; whatever is left out is left out here, by name and with a reason. An upgrade that changes the
// markup, adds an example or drops one fails.

type Text = { text?: string; html?: string; classes?: string };
type Heading = Text & { isPageHeading?: boolean };
type Action = Text & { href: string; visuallyHiddenText?: string };
type Actions = { items?: Action[]; classes?: string };
type Item = Text & {
  value: string;
  name?: string;
  error?: boolean;
  id?: string;
  hint?: Text;
  checked?: boolean;
  selected?: boolean;
  disabled?: boolean;
  divider?: string;
  behaviour?: string;
};
type NavigationItem = Text & { href: string; current?: boolean; active?: boolean };
type Row = { key: Text; value: Text; actions?: Actions; classes?: string };
type Cell = Text & { format?: 'numeric'; colspan?: number; rowspan?: number };

/** Every option that an adapter below reads, whichever component it belongs to. */
type Options = Text & {
  name: string;
  id?: string;
  idPrefix?: string;
  namePrefix?: string;
  label: Heading;
  legend: Heading;
  hint?: Text;
  errorMessage?: { text: string };
  fieldset?: { legend: Heading; describedBy?: string; classes?: string };
  describedBy?: string;
  role?: 'group';
  value?: string;
  values?: Record<string, string | number> & string[];
  items?: Item[];
  day?: { error?: boolean };
  month?: { error?: boolean };
  year?: { error?: boolean };
  href: string;
  isStartButton?: boolean;
  preventDoubleClick?: boolean;
  disabled?: boolean;
  type: never;
  inputmode: never;
  autocomplete?: string;
  pattern?: string;
  spellcheck?: boolean;
  prefix?: Text;
  suffix?: Text;
  rows: ((Row & Cell[]) | null)[] & number;
  titleText?: string;
  titleHtml?: string;
  titleId?: string;
  titleHeadingLevel?: 3;
  headingLevel?: 2;
  errorList: { text: string; href: string }[];
  for?: string;
  isPageHeading?: boolean;
  summaryText?: string;
  summaryHtml?: string;
  open?: boolean;
  iconFallbackText?: string;
  card?: { title?: Text & { headingLevel?: 3 }; actions?: Actions; classes?: string };
  caption?: string;
  captionClasses?: string;
  head?: Cell[];
  firstCellIsHeader?: boolean;
  tag?: Text;
  navigation?: (NavigationItem | null | false | '')[];
  navigationLabel?: string;
  navigationId?: string;
  navigationClasses?: string;
  menuButtonText?: string;
  menuButtonLabel?: string;
  logoText: string;
  url?: string;
};

const content = (text: Text | undefined): Content => (text?.html ? raw(text.html) : text?.text);

/** `govuk-label--l` → `l`, and whatever else is in the list. */
const modifier = <M extends string>(classes: string | undefined, block: string, modifiers: readonly M[]) => {
  const names = classes?.split(' ') ?? [];
  const found = modifiers.find((name) => names.includes(`${block}--${name}`));
  return { found, rest: names.filter((name) => name !== `${block}--${found}`).join(' ') };
};

const SIZES = ['xl', 'l', 'm', 's'] as const satisfies Size[];
const LOOKS = ['secondary', 'warning', 'inverse'] as const;
const WIDTHS = ['30', '20', '10', '5', '4', '3', '2'] as const;
const COLOURS = ['grey', 'green', 'teal', 'purple', 'magenta', 'red', 'orange', 'yellow'] as const;

const errorsOf = (field: string, o: Options): FieldError[] =>
  o.errorMessage ? [{ field, message: o.errorMessage.text }] : [];

const field = (o: Options) => ({
  name: o.name,
  id: o.id,
  label: content(o.label),
  labelSize: modifier(o.label.classes, 'govuk-label', SIZES).found,
  isPageHeading: o.label.isPageHeading,
  hint: content(o.hint),
  errors: errorsOf(o.id ?? o.name, o),
  describedBy: o.describedBy,
});

const question = (o: Options) => ({
  name: o.name,
  id: o.idPrefix ?? o.id,
  label: content(o.fieldset?.legend),
  labelSize: modifier(o.fieldset?.legend.classes, 'govuk-fieldset__legend', SIZES).found,
  isPageHeading: o.fieldset?.legend.isPageHeading,
  hint: content(o.hint),
  describedBy: o.fieldset?.describedBy ?? o.describedBy,
});

const choice = (item: Item) =>
  item.divider
    ? { divider: item.divider }
    : {
        value: item.value,
        label: content(item),
        hint: content(item.hint),
        id: item.id,
        disabled: item.disabled,
        isExclusive: item.behaviour === 'exclusive',
      };

const actions = (given: Actions | undefined) =>
  given?.items?.map((action) => ({
    href: action.href,
    text: content(action),
    hiddenText: action.visuallyHiddenText,
    class: action.classes,
  }));

const cell = (given: Cell) => ({
  content: content(given),
  isNumeric: given.format === 'numeric',
  class: given.classes,
  colspan: given.colspan,
  rowspan: given.rowspan,
});

// Every example with `attributes` of its own choosing is left out: ours take none but those they know, so that none can slip in.
const PARTS = ['day', 'month', 'year'] as const;

const NO_CONDITIONAL = 'a question that depends on another is on the next page';
const NO_LABEL_CLASS = 'every choice looks the same';
const NO_WELSH = 'the service speaks English only';
const NO_FORM_GROUP = 'nothing on our pages changes the group around a field';
const NO_DROPPING = 'a button to choose a file works everywhere and needs no script';
const ONE_FILE = 'one file is read at a time';
const NO_DISABLED = 'a field nobody may answer is not shown';
const ONE_VALUE = 'what was answered is said once, by the question';
const WHOLE_DATE = 'a date here has a day, a month and a year';
const UNEXPLAINED = 'a box is never marked without words that say why';
const NAMED_PART = 'an error names the part that is wrong, not the parts that are right';
const LINKED = 'every error is about a field and links to it';
const CONFIRMS = 'ours confirms; it does not interrupt';
const PLAIN_ERROR = 'a message is plain words: it is shown twice, in the summary too';

type Comparison = {
  render: (options: Options) => Content;
  /** Options ours has no equivalent for, as a path (`items.conditional`) or its end (`attributes`). */
  withoutOptions?: Record<string, string>;
  /** Options without which ours makes no sense. */
  onlyWithOptions?: Record<string, string>;
  /** Examples that differ on purpose. */
  withoutFixtures?: Record<string, string>;
  /** What of ours differs on purpose, put as theirs has it. */
  ours?: (html: string, options: Options) => string;
};

const COMPARISONS: Record<string, Comparison> = {
  'back-link': {
    render: (o) => (
      <BackLink href={o.href ?? '#'} class={o.classes}>
        {content(o)}
      </BackLink>
    ),
  },
  button: {
    withoutFixtures: {
      start: 'a start button goes somewhere and changes nothing, so ours is the link',
      'start link with html': 'a start button has plain words',
    },
    render: (o) => {
      const { found, rest } = modifier(o.classes, 'govuk-button', LOOKS);
      const same = { look: found, class: rest, id: o.id };
      if (!o.href && !o.isStartButton)
        return (
          <Button
            {...same}
            type={o.type}
            name={o.name}
            value={o.value}
            disabled={o.disabled}
            preventDoubleClick={o.preventDoubleClick}
          >
            {content(o)}
          </Button>
        );
      return (
        <ButtonLink {...same} href={o.href} isStart={o.isStartButton}>
          {content(o)}
        </ButtonLink>
      );
    },
  },
  checkboxes: {
    withoutFixtures: {
      classes: 'small is the only other look',
      'with falsy values': 'ours counts only the boxes that are there',
      'item checked overrides values': ONE_VALUE,
    },
    withoutOptions: {
      formGroup: NO_FORM_GROUP,
      'items.name': 'the boxes of one question are submitted under one name',
      'items.conditional': NO_CONDITIONAL,
      'label.classes': NO_LABEL_CLASS,
    },

    render: (o) => (
      <Checkboxes
        {...question(o)}
        errors={errorsOf(o.idPrefix ?? o.id ?? o.name, o)}
        items={(o.items ?? []).filter(Boolean).map(choice)}
        value={[...(o.values ?? []), ...(o.items ?? []).filter((item) => item?.checked).map((item) => item.value)]}
        isSmall={o.classes?.includes('govuk-checkboxes--small')}
      />
    ),
  },
  'date-input': {
    withoutFixtures: {
      'day and month': WHOLE_DATE,
      'day and month (using items)': WHOLE_DATE,
      'month and year': WHOLE_DATE,
      'month and year (using items)': WHOLE_DATE,
      'with errors only': UNEXPLAINED,
      'with errors only (using items)': UNEXPLAINED,
      'with errors only (using classes)': UNEXPLAINED,
      'with errors only (using items and classes)': UNEXPLAINED,
      'with error on single field by omission': NAMED_PART,
      'with error on single field using classes': NAMED_PART,
      'with error on single item by omission': NAMED_PART,
      'with error on single item using classes': NAMED_PART,
    },
    onlyWithOptions: { fieldset: 'three boxes without a legend ask nothing' },
    withoutOptions: {
      formGroup: NO_FORM_GROUP,
      'day.label': NO_WELSH,
      autocomplete: 'no date here is the birthday of whoever fills the form in',
    },

    render: (o) => {
      const name = o.namePrefix ?? o.id!;
      const prefix = o.namePrefix ? `${o.namePrefix}-` : '';
      const value = (part: string) => o.values?.[prefix + part]?.toString();
      const parts = PARTS.filter((part) => o[part]?.error || o.items?.some((item) => item.name === part && item.error));
      return (
        <DateInput
          {...question(o)}
          name={name}
          id={o.id}
          errors={
            parts.length
              ? parts.map((part) => ({ field: `${o.id}-${part}`, message: o.errorMessage!.text }))
              : errorsOf(o.id!, o)
          }
          value={{ day: value('day'), month: value('month'), year: value('year') }}
        />
      );
    },
    ours: (html, o) => {
      const id = o.id!;
      // Ours always submits under the question's name, so that a form may have two dates.
      const named = o.namePrefix ? html : html.replaceAll(`name="${id}-`, 'name="');
      // An error of the whole date gives the first box the field's own id, so that the summary's link can focus it.
      return named.includes(`id="${id}-date"`)
        ? named
            .replace(`for="${id}"`, `for="${id}-day"`)
            .replace(new RegExp(`(<input[^>]* )id="${id}"`), `$1id="${id}-day"`)
            .replace(`id="${id}-date"`, `id="${id}"`)
        : named;
    },
  },
  details: {
    render: (o) => (
      <Details
        summary={content({ text: o.summaryText, html: o.summaryHtml })}
        isOpen={o.open}
        id={o.id}
        class={o.classes}
      >
        {content(o)}
      </Details>
    ),
  },
  'error-message': {
    withoutOptions: { visuallyHiddenText: NO_WELSH },

    render: (o) => (
      <ErrorMessage id={o.id} class={o.classes}>
        {content(o)}
      </ErrorMessage>
    ),
  },
  'error-summary': {
    withoutFixtures: {
      'without links': LINKED,
      'mixed with and without links': LINKED,
      'html as titleText': LINKED,
      'error list with html as text': LINKED,
    },
    withoutOptions: {
      titleHtml: PLAIN_ERROR,
      descriptionText: 'the list says all there is',
      descriptionHtml: 'the list says all there is',
      classes: 'it always looks the same',
      disableAutoFocus: 'it always takes the focus',
      'errorList.html': PLAIN_ERROR,
    },

    render: (o) => (
      <ErrorSummary
        title={o.titleText}
        errors={o.errorList.map((error) => ({ field: error.href.slice(1), message: error.text }))}
      />
    ),
  },
  fieldset: {
    withoutFixtures: { 'legend classes': 'a legend has four sizes and no other look' },

    render: (o) => (
      <Fieldset
        legend={content(o.legend)}
        legendSize={modifier(o.legend.classes, 'govuk-fieldset__legend', SIZES).found}
        isPageHeading={o.legend.isPageHeading}
        describedBy={o.describedBy}
        role={o.role}
        class={o.classes}
      >
        {content(o)}
      </Fieldset>
    ),
  },
  'generic-header': {
    withoutOptions: { logoHtml: 'ours has a name and no picture', containerClasses: 'pages are never full width' },
    render: (o) => <Header name={o.logoText} href={o.url ?? '/'} class={o.classes} />,
  },
  hint: {
    render: (o) => (
      <Hint id={o.id} class={o.classes}>
        {content(o)}
      </Hint>
    ),
  },
  input: {
    withoutOptions: {
      formGroup: NO_FORM_GROUP,
      inputWrapper: NO_FORM_GROUP,
      'prefix.classes': NO_FORM_GROUP,
      'suffix.classes': NO_FORM_GROUP,
      disabled: NO_DISABLED,
      autocapitalize: 'nothing here is a code typed in capitals',
    },

    render: (o) => {
      const { found, rest } = modifier(o.classes, 'govuk-input--width', []);
      const width = WIDTHS.find((w) => rest.split(' ').includes(`govuk-input--width-${w}`));
      return (
        <Input
          {...field(o)}
          value={o.value?.toString()}
          type={o.type}
          width={width && (Number(width) as 2)}
          class={rest.replace(`govuk-input--width-${width}`, found ?? '')}
          inputmode={o.inputmode}
          autocomplete={o.autocomplete}
          pattern={o.pattern}
          spellcheck={o.spellcheck}
          prefix={content(o.prefix)}
          suffix={content(o.suffix)}
        />
      );
    },
  },
  'inset-text': {
    render: (o) => (
      <InsetText id={o.id} class={o.classes}>
        {content(o)}
      </InsetText>
    ),
  },
  label: {
    withoutFixtures: { empty: 'a field always has a label' },
    render: (o) => {
      const { found, rest } = modifier(o.classes, 'govuk-label', SIZES);
      return (
        <Label for={o.for} size={found} isPageHeading={o.isPageHeading} class={rest}>
          {content(o)}
        </Label>
      );
    },
  },
  'notification-banner': {
    withoutOptions: {
      role: 'success is an alert and the rest a region, always',
      disableAutoFocus: 'a success always takes the focus',
    },

    render: (o) => (
      <NotificationBanner
        isSuccess={(o.type as string) === 'success'}
        title={content({ text: o.titleText, html: o.titleHtml })}
        titleId={o.titleId}
        headingLevel={o.titleHeadingLevel}
        heading={o.html ? undefined : o.text}
        class={o.classes}
      >
        {o.html ? raw(o.html) : null}
      </NotificationBanner>
    ),
  },
  panel: {
    withoutFixtures: {
      'interruption with custom classes': CONFIRMS,
      'interruption, no actions': CONFIRMS,
    },
    withoutOptions: { actions: CONFIRMS },

    render: (o) => (
      <Panel title={content({ text: o.titleText, html: o.titleHtml })} headingLevel={o.headingLevel} class={o.classes}>
        {content(o)}
      </Panel>
    ),
  },
  'phase-banner': {
    render: (o) => {
      const { found } = modifier(o.tag?.classes, 'govuk-tag', COLOURS);
      return (
        <PhaseBanner tag={content(o.tag)} tagColour={found} class={o.classes}>
          {content(o)}
        </PhaseBanner>
      );
    },
  },
  radios: {
    onlyWithOptions: { fieldset: 'radios without a legend ask nothing' },
    withoutOptions: {
      formGroup: NO_FORM_GROUP,
      'items.conditional': NO_CONDITIONAL,
      'label.classes': NO_LABEL_CLASS,
    },

    render: (o) => (
      <Radios
        {...question(o)}
        errors={errorsOf(o.idPrefix ?? o.id ?? o.name, o)}
        items={(o.items ?? []).filter(Boolean).map(choice)}
        value={o.items?.find((item) => item?.checked)?.value ?? o.value}
        isInline={o.classes?.includes('govuk-radios--inline')}
        isSmall={o.classes?.includes('govuk-radios--small')}
      />
    ),
  },
  select: {
    withoutFixtures: {
      'without values with selected value': 'every item has a value',
      'item selected overrides value': ONE_VALUE,
    },
    withoutOptions: { formGroup: NO_FORM_GROUP },

    render: (o) => (
      <Select
        {...field(o)}
        class={o.classes}
        items={(o.items ?? [])
          .filter(Boolean)
          .map((item) => ({ value: item.value, text: item.text!, disabled: item.disabled }))}
        value={o.items?.find((item) => item?.selected)?.value ?? o.value}
      />
    ),
  },
  'service-navigation': {
    withoutFixtures: { 'with non-link navigation items': 'every part of the service is a page' },
    withoutOptions: {
      serviceName: 'the header above it has the name',
      slots: 'it has the parts of the service and nothing else',
    },

    render: (o) => (
      <ServiceNavigation
        items={(o.navigation ?? []).map((item) =>
          item ? { href: item.href, text: content(item), current: item.current, active: item.active } : null,
        )}
        label={o.navigationLabel}
        id={o.navigationId}
        class={o.classes}
        listClass={o.navigationClasses}
        menuButtonText={o.menuButtonText}
        menuButtonLabel={o.menuButtonLabel}
      />
    ),
  },
  'skip-link': {
    render: (o) => (
      <SkipLink href={o.href ?? '#content'} class={o.classes}>
        {content(o)}
      </SkipLink>
    ),
  },
  'summary-list': {
    withoutOptions: {
      'key.classes': 'columns keep their widths',
      'value.classes': 'columns keep their widths',
      'actions.classes': 'columns keep their widths',
    },

    render: (o) => (
      <SummaryList
        rows={o.rows.map(
          (row) =>
            row && {
              key: content(row.key),
              value: content(row.value),
              actions: actions(row.actions),
              class: row.classes,
            },
        )}
        card={
          o.card && {
            title: content(o.card.title),
            headingLevel: o.card.title?.headingLevel,
            actions: actions(o.card.actions),
            class: o.card.classes,
          }
        }
        class={o.classes}
      />
    ),
  },
  table: {
    render: (o) => (
      <Table
        caption={o.caption}
        captionSize={modifier(o.captionClasses, 'govuk-table__caption', SIZES).found}
        head={o.head?.map(cell)}
        rows={o.rows.map((row) => (row ? row.map(cell) : null))}
        firstCellIsHeader={o.firstCellIsHeader}
        class={o.classes}
      />
    ),
  },
  tag: {
    render: (o) => {
      const { found, rest } = modifier(o.classes, 'govuk-tag', COLOURS);
      return (
        <Tag colour={found} class={rest}>
          {content(o)}
        </Tag>
      );
    },
  },
  'file-upload': {
    withoutOptions: {
      javascript: NO_DROPPING,
      multiple: ONE_FILE,
      formGroup: NO_FORM_GROUP,
      disabled: NO_DISABLED,
      // A browser never takes it from a page.
      value: 'a file is chosen by the person and nobody else',
    },

    render: (o) => <FileUpload {...field(o)} class={o.classes} />,
  },
  textarea: {
    withoutOptions: { formGroup: NO_FORM_GROUP },

    render: (o) => (
      <Textarea
        {...field(o)}
        value={o.value}
        rows={o.rows}
        class={o.classes}
        autocomplete={o.autocomplete}
        spellcheck={o.spellcheck}
      />
    ),
  },
  'warning-text': {
    render: (o) => (
      <WarningText class={o.classes} iconFallbackText={o.iconFallbackText}>
        {content(o)}
      </WarningText>
    ),
  },
};

type Fixture = { name: string; options: Options; html: string };

const fixturesOf = (component: string): Fixture[] =>
  JSON.parse(
    readFileSync(
      new URL(`../../node_modules/govuk-frontend/dist/govuk/components/${component}/fixtures.json`, import.meta.url),
      'utf8',
    ),
  ).fixtures;

/** Every option of an example as a path: `label.text`, `items.hint.text`. */
const optionPaths = (value: unknown, path: string[] = []): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => optionPaths(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = [...path, name];
    return [here.join('.'), ...optionPaths(inner, here)];
  });
};

const isPathOf = (option: string, path: string) => path === option || path.endsWith(`.${option}`);

describe.each(Object.entries(COMPARISONS))('%s', (component, comparison) => {
  const { withoutOptions = {}, onlyWithOptions = {}, withoutFixtures = {}, ours = (html) => html } = comparison;
  const fixtures = fixturesOf(component);
  const has = ({ options }: Fixture, option: string) => optionPaths(options).some((path) => isPathOf(option, path));
  const leftOutBy = (fixture: Fixture) => [
    ...['attributes', ...Object.keys(withoutOptions)].filter((option) => has(fixture, option)),
    ...Object.keys(onlyWithOptions).filter((option) => !(option in fixture.options)),
  ];
  const compared = fixtures.filter((fixture) => !(fixture.name in withoutFixtures) && !leftOutBy(fixture).length);

  it.each(compared.map((fixture) => [fixture.name, fixture] as const))(
    'makes the official markup: %s',
    (_, fixture) => {
      const html = String(comparison.render(fixture.options));

      expect(htmlTree(ours(html, fixture.options))).toEqual(htmlTree(fixture.html));
    },
  );

  it('leaves out no example that is no longer there, so that the list of exceptions stays true', () => {
    const unusedOptions = Object.keys({ ...withoutOptions, ...onlyWithOptions }).filter(
      (option) => !fixtures.some((fixture) => leftOutBy(fixture).includes(option)),
    );
    const unusedFixtures = Object.keys(withoutFixtures).filter(
      (name) => !fixtures.some((fixture) => fixture.name === name && !leftOutBy(fixture).length),
    );

    expect([...unusedOptions, ...unusedFixtures]).toEqual([]);
  });
});

describe('nothing of GOV.UK Frontend stands on a page unproven', () => {
  const folder = new URL('../../pages/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('assets/'))
    .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));
  const official = readdirSync(new URL('../../node_modules/govuk-frontend/dist/govuk/components/', import.meta.url));
  /** The components of which a source has the block or an element: `govuk-details__text` is of `details`. */
  const writtenIn = ({ text }: { text: string }) =>
    [...text.matchAll(/govuk-([a-z]+(?:-[a-z]+)*)(__[a-z-]+)?/g)].flatMap(([all, block = '']) =>
      official.includes(block) && !ON_CONTENT.includes(all) ? [block] : [],
    );

  it('has each component that is written in pages/components compared with the package', () => {
    const written = sources.filter(({ file }) => file.startsWith('components/')).flatMap(writtenIn);

    expect(written.length).toBeGreaterThan(0);
    expect(written.filter((component) => !(component in COMPARISONS))).toEqual([]);
  });

  it('has none written anywhere else: a page uses the component', () => {
    const elsewhere = sources.filter(({ file }) => !file.startsWith('components/'));

    expect(elsewhere.flatMap((source) => writtenIn(source).map((component) => `${source.file}: ${component}`))).toEqual(
      [],
    );
  });
});

/** What GOV.UK Frontend has a page put on the words that it hands to a component. */
const ON_CONTENT = ['govuk-notification-banner__heading', 'govuk-notification-banner__link'];
