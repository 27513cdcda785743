import type { DigestSetting } from '../../escalation/digest-rhythm.ts';
import type { Partnership } from '../../escalation/partnership.ts';
import { isRoute, SETTINGS, type Setting, settingOf } from '../../escalation/partnership-settings.ts';
import { type Policy, policyVersionId, versionInWords } from '../../escalation/policy.ts';
import { settingTitle } from '../../escalation/setting-titles.ts';
import { momentInWords, spokenTimeOfDay } from '../../escalation/spoken-time.ts';
import {
  Button,
  ButtonGroup,
  type Content,
  Fieldset,
  Hint,
  Input,
  NotificationBanner,
  Select,
  SummaryList,
  type SummaryRow,
  Textarea,
} from '../components/index.ts';
import type { FormState } from '../frame.ts';
import { DeskFrame, type DeskPlace, deskLink } from './desk-frame.tsx';
import { type SettingNames, settingLines } from './setting-words.ts';

/** What every page of a partnership's settings is made from. */
export interface SettingsFacts {
  place: DeskPlace;
  partnership: Partnership;
  policy: Policy;
  names: SettingNames;
}

/** The address of a setting's own page. An onward route is spelt as addresses are: `out-of-hours`. */
export const settingPath = (setting: Setting) =>
  `/settings/${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** What each setting is for, above its form. */
const ABOUT = {
  leads:
    'Each gets the digest and may do what a lead may. The first one acts; another stands in where the first one’s own agency is a side. They may also change the directory and these settings.',
  telephone: 'It stands in every email, for whoever is in doubt about it, and on the page where email is not enough.',
  'secure-domains':
    'A copy of a record may be sent by email to an address at one of these without a password, so name only those to which your partnership may send safely. Whoever raises a disagreement by email from anywhere else is told how to send safely. A sub-domain is another domain.',
  'local-targets':
    'For stages that the policy gives no number of days. Where you set a target, the disagreement moves on when it has passed, and everybody reads that it is your partnership’s own and not the policy’s. It binds the stages that open from now on.',
  'regional-facilities':
    'A specialist facility that serves several areas and needs a protocol of its own. It is shown wherever the agency can be chosen; it changes no policy by itself.',
} as const;
const ABOUT_ROUTE =
  'Everybody is shown it before they type anything, and whoever raised something that belongs there is told it in writing. Write a sentence that stands on its own.';

const Lines = ({ lines }: { lines: readonly string[] }) =>
  lines.length === 0 ? (
    <span>None</span>
  ) : lines.length === 1 ? (
    <span>{lines[0]}</span>
  ) : (
    <ul class="govuk-list govuk-!-margin-bottom-0">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );

/** Everything that the partnership decides, each with the way to change it, and who to ask for the rest. */
export const SettingsPage = (
  props: SettingsFacts & {
    rhythms: readonly { name: string; rhythm: DigestSetting['rhythm'] }[];
    isDone: boolean;
    isOtherwise: boolean;
  },
) => {
  const { place, partnership, policy, names } = props;
  const row = (setting: Setting): SummaryRow => ({
    key: settingTitle(setting),
    value: <Lines lines={settingLines(setting, settingOf(partnership, setting), names)} />,
    actions: [
      { href: deskLink(place, settingPath(setting)), text: 'Change', hiddenText: settingTitle(setting).toLowerCase() },
    ],
  });
  return (
    <DeskFrame place={place} title="Settings">
      {props.isDone ? <NotificationBanner isSuccess heading="Saved. It holds from now on." /> : null}
      {props.isOtherwise ? (
        <NotificationBanner heading="Somebody else changed this since you opened the page, so nothing of yours was saved. Look at how it reads now." />
      ) : null}
      <p class="govuk-body">
        What {partnership.name} decides for itself. Who works where is in{' '}
        <a class="govuk-link" href={`/directory/${partnership.id}`}>
          the directory
        </a>
        .
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href={deskLink(place, '/settings/changes')}>
          What was changed, and by whom
        </a>
      </p>
      <SummaryList rows={SETTINGS.filter((one) => !isRoute(one)).map(row)} />
      <h2 class="govuk-heading-m">How often each lead gets the digest</h2>
      <p class="govuk-body">Each lead chooses it on their own desk, under “Your digest”.</p>
      <SummaryList rows={props.rhythms.map(({ name, rhythm }) => ({ key: name, value: RHYTHMS[rhythm] }))} />
      <h2 class="govuk-heading-m">Where to turn with something else</h2>
      <p class="govuk-body">Shown to everybody before they raise a disagreement, in this order.</p>
      <SummaryList rows={SETTINGS.filter(isRoute).map(row)} />
      <h2 class="govuk-heading-m">Not changed here</h2>
      <p class="govuk-body">
        Ask whoever runs this service for you: to change any of these changes what is open already.
      </p>
      <SummaryList
        rows={[
          { key: 'Name', value: partnership.name },
          {
            key: 'Policy',
            value: (
              <a class="govuk-link" href={`/policy/${policyVersionId(policy)}`}>
                {policy.title}, {versionInWords(policy)}
              </a>
            ),
          },
          { key: 'Bank holidays', value: DIVISIONS[partnership.calendar.division] },
          { key: 'A working day ends at', value: spokenTimeOfDay(partnership.calendar.closeOfDay) },
        ]}
      />
    </DeskFrame>
  );
};

const RHYTHMS: Record<DigestSetting['rhythm'], string> = {
  'every working day': 'Every working day',
  'once a week': 'On Mondays only',
  'when needed': 'Only on days when something needs them',
};

const DIVISIONS: Record<Partnership['calendar']['division'], string> = {
  'england-and-wales': 'England and Wales',
  scotland: 'Scotland',
  'northern-ireland': 'Northern Ireland',
};

/** One setting, to be changed. */
export const SettingFormPage = (
  props: SettingsFacts & {
    setting: Setting;
    form: FormState;
    /** What the setting was when it was shown (`settingIdentity`). */
    shown: string;
    agencies: readonly { id: string; name: string }[];
    /** The policy's stages without a number of days. */
    stages: readonly { id: string; label: string; name: string }[];
  },
) => {
  const { place, setting, form } = props;
  const title = settingTitle(setting);
  return (
    <DeskFrame place={place} title={`Change: ${title}`} heading={title} errors={form.errors}>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <p class="govuk-body">{isRoute(setting) ? ABOUT_ROUTE : ABOUT[setting]}</p>
          {setting === 'local-targets' && props.stages.length === 0 ? (
            <p class="govuk-body">The policy gives every stage its number of days, so there is nothing to set.</p>
          ) : (
            <form method="post" action={deskLink(place, settingPath(setting))} novalidate>
              <input type="hidden" name="shown" value={props.shown} />
              <Fields {...props} />
              <ButtonGroup>
                <Button>Save</Button>
                <a class="govuk-link" href={deskLink(place, '/settings')}>
                  Cancel
                </a>
              </ButtonGroup>
            </form>
          )}
        </div>
      </div>
    </DeskFrame>
  );
};

type FieldsProps = Parameters<typeof SettingFormPage>[0];

const Fields = (props: FieldsProps): Content => {
  const { setting, form } = props;
  const at = (name: string) => ({ name, value: form.typed[name] ?? '', errors: form.errors });
  if (isRoute(setting))
    return (
      <>
        <Textarea {...at('say')} label="What to do" rows={4} />
        <Input {...at('telephone')} label="Telephone (optional)" type="tel" width={20} />
        <Input {...at('email')} label="Email address (optional)" type="email" spellcheck={false} />
      </>
    );
  switch (setting) {
    case 'leads':
      return (
        <>
          <Hint>
            To take somebody off the list, clear their name and address. If you take yourself off, this desk is closed
            to you.
          </Hint>
          {rowsOf(form, 'leads').map((row) => (
            <Fieldset legend={row === 0 ? 'Lead 1: the one who acts' : `Lead ${row + 1}`} legendSize="m" role="group">
              <Input {...at(`leads.${row}.name`)} label="Full name" spellcheck={false} />
              <Input {...at(`leads.${row}.email`)} label="Work email address" type="email" spellcheck={false} />
              <Select
                {...at(`leads.${row}.agency`)}
                label="The agency they work for"
                hint="They do not act as lead where it is a side"
                items={[
                  { value: '', text: 'Choose an agency' },
                  ...props.agencies.map(({ id, name }) => ({ value: id, text: name })),
                ]}
              />
            </Fieldset>
          ))}
        </>
      );
    case 'telephone':
      return <Input {...at('telephone')} label="Telephone number" type="tel" width={20} />;
    case 'secure-domains':
      return (
        <Textarea
          {...at('domains')}
          label="Domains"
          hint="What addresses end in after the @, one to a line. Leave it empty for none."
          rows={10}
          spellcheck={false}
        />
      );
    case 'local-targets':
      return (
        <>
          {props.stages.map(({ label, name }, row) => (
            <Input
              {...at(`targets.${row}.days`)}
              label={`${label}: ${name} (working days)`}
              hint="Leave it empty for no target"
              inputmode="numeric"
              width={3}
            />
          ))}
        </>
      );
    case 'regional-facilities':
      return (
        <>
          <Hint>To take one off the list, clear its protocol.</Hint>
          {rowsOf(form, 'facilities').map((row) => (
            <Fieldset legend={`Facility ${row + 1}`} legendSize="m" role="group">
              <Select
                {...at(`facilities.${row}.agency`)}
                label="Agency"
                items={[
                  { value: '', text: 'Choose an agency' },
                  ...props.agencies.map(({ id, name }) => ({ value: id, text: name })),
                ]}
              />
              <Input {...at(`facilities.${row}.protocol`)} label="Which protocol, and where it is" />
            </Fieldset>
          ))}
        </>
      );
  }
};

/** The rows that something was typed in, and an empty one more. */
function rowsOf({ typed }: FormState, list: string): number[] {
  const used = Object.keys(typed).flatMap((name) => {
    const [, row] = new RegExp(`^${list}\\.(\\d+)\\.`).exec(name) ?? [];
    return row !== undefined && typed[name] && !name.endsWith('.agency') ? [Number(row)] : [];
  });
  const last = Math.max(-1, ...used);
  return Array.from({ length: last + 2 }, (_, row) => row);
}

/** The latest changes: who, when, what it was and what it is. */
export const SettingChangesPage = (
  props: SettingsFacts & {
    changes: readonly { at: string; who: string; setting: Setting; before: unknown; after: unknown }[];
  },
) => (
  <DeskFrame place={props.place} title="What was changed, and by whom">
    {props.changes.length === 0 ? (
      <p class="govuk-body">Nothing yet: the settings are those that the service was started with.</p>
    ) : (
      props.changes.map(({ at, who, setting, before, after }) => (
        <SummaryList
          card={{ title: settingTitle(setting), headingLevel: 2 }}
          rows={[
            { key: 'Changed', value: `At ${momentInWords(at)}, by ${who}` },
            { key: 'Before', value: <Lines lines={settingLines(setting, before, props.names)} /> },
            { key: 'After', value: <Lines lines={settingLines(setting, after, props.names)} /> },
          ]}
        />
      ))
    )}
  </DeskFrame>
);
