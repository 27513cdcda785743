import { Checkboxes, Input, Radios } from '../components/index.ts';
import { type ActForm, field } from './act-form.ts';

/** The forms of whose it is: who takes a later stage, and that somebody is not who should have been asked. */
export const SAYING_WHOSE_FORMS = {
  'name-next': {
    title: 'Say who should be asked for your agency',
    button: 'Name this person',
    Fields: ({ form }) => (
      <>
        <Radios
          {...field(form, 'role')}
          label="In which post?"
          items={[
            { value: 'practitioner', label: 'The practitioner it was raised with' },
            { value: 'line-manager', label: 'Line manager' },
            { value: 'senior-manager', label: 'Senior manager' },
            { value: 'head-of-service', label: 'Head of service' },
            { value: 'board-representative', label: 'Board representative' },
          ]}
        />
        <Input {...field(form, 'name')} label="Their full name" spellcheck={false} />
        <Input {...field(form, 'email')} label="Their work email address" type="email" spellcheck={false} />
        <Input {...field(form, 'job')} label="Their job title (optional)" />
        <Checkboxes
          name="directory"
          value={form.typed['directory'] ? ['yes'] : []}
          items={[
            {
              value: 'yes',
              label: 'Propose them for the partnership’s directory too',
              hint: 'Its administrators see their name and post and that you proposed them, and nothing of this disagreement.',
            },
          ]}
        />
      </>
    ),
  },
  'not-mine': {
    title: 'This is not mine',
    button: 'It is not mine',
    isGrave: true,
    Fields: ({ form }) => (
      <>
        <p class="govuk-body">If you know whose it is, say so. You can leave both empty.</p>
        <Input {...field(form, 'name')} label="Their full name (optional)" spellcheck={false} />
        <Input {...field(form, 'email')} label="Their work email address (optional)" type="email" spellcheck={false} />
      </>
    ),
  },
} satisfies Record<string, ActForm>;
