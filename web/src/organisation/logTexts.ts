import { texts } from '../i18n/texts'

export const useLogTexts = texts('log', {
  da: {
    log: 'Hændelser',
    lead: 'Alt, hvad der er sket i organisationen, det nyeste først. Loggen kan ikke ændres.',
    person: 'Medarbejder',
    person_hint: 'Skriv et navn for kun at se det, der handler om én medarbejder.',
    about: 'Viser kun det, der handler om {{name}}.',
    everybody: 'Vis alle medarbejdere',
    somebody: 'den valgte medarbejder',
  },
  en: {
    log: 'Events',
    lead: 'All that happened in the organisation, latest first. The log cannot be changed.',
    person: 'Employee',
    person_hint: 'Type a name to see only what is about one employee.',
    about: 'Shows only what is about {{name}}.',
    everybody: 'Show all employees',
    somebody: 'the employee chosen',
  },
})
