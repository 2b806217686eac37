import { useTranslation } from 'react-i18next'

/** What each message is about, by the name of its template (internal/notify). One that is not here is said as it comes. */
const subjects: Record<string, readonly [da: string, en: string]> = {
  activation_dedicated: ['Link til at aktivere brugernavnet', 'Link to activate the user name'],
  activation_private: ['Link til at aktivere adgangen', 'Link to activate the access'],
  activation_reminder: ['Husk at aktivere adgangen', 'Remember to activate the access'],
  activation_lapsed: ['En medarbejder nåede ikke at aktivere', 'An employee did not activate in time'],
  activation_mismatch: ['En aktivering blev afvist', 'An activation was refused'],
  app_enrolment: ['Link til at tilknytte en ny app', 'Link to enrol a new app'],
  authenticator_added: ['Nyt identifikationsmiddel', 'New authenticator'],
  authenticator_blocked: ['Identifikationsmiddel spærret', 'Authenticator blocked'],
  authenticator_lost: ['En medarbejder har mistet sit identifikationsmiddel', 'An employee lost an authenticator'],
  case_decided: ['Sagen er afgjort', 'The case is decided'],
  case_opened: ['Der mangler dokumentation', 'Documents are missing'],
  chip_renewal: ['Chippen skal fornyes', 'The chip must be renewed'],
  chip_to_register: ['Chippen skal tages i brug igen', 'The chip must be taken into use again'],
  codes_blocked: ['En medarbejder er spærret efter forkerte koder', 'An employee is blocked after wrong codes'],
  connection_approval_request: ['Bedt om at godkende tilslutningen', 'Asked to approve the connection'],
  connection_approved: ['Organisationen er tilsluttet', 'The organisation is connected'],
  connection_declined: ['Tilslutningen er afvist', 'The connection is declined'],
  connection_draft_reminder: ['Tilslutningen er ikke sendt endnu', 'The connection has not been submitted yet'],
  connection_expired: ['Tilslutningen er bortfaldet', 'The connection has expired'],
  connection_refused: ['Organisationen kunne ikke tilsluttes', 'The organisation could not be connected'],
  connection_reminder: ['Påmindelse om at godkende tilslutningen', 'Reminder to approve the connection'],
  device_delivered: ['En kodeviser eller chip er klar', 'A code display or chip is ready'],
  employee_blocked: ['Adgangen er spærret', 'The access is blocked'],
  employee_ended: ['En medarbejder er fratrådt', 'An employee has left'],
  employee_terminated: ['En medarbejder er afmeldt med øjeblikkelig virkning', 'An employee was terminated at once'],
  employment_ended: ['Adgangen er ophørt', 'The access has ended'],
  identity_withdrawn: ['En medarbejder har trukket sit samtykke tilbage', 'An employee withdrew the consent'],
  key_cloned: ['Chippen eller passkeyen er spærret', 'The chip or passkey is blocked'],
  key_cloned_of_other: ['En kopieret chip eller passkey er afvist', 'A copied chip or passkey was refused'],
  organisation_closed: ['Organisationen er lukket', 'The organisation is closed'],
  organisation_resumed: ['Organisationen er åbnet igen', 'The organisation is open again'],
  organisation_suspended: ['Organisationen er spærret', 'The organisation is suspended'],
  organisation_without_administrator: ['Organisationen har ingen administrator', 'The organisation has no administrator'],
  pass_issued: ['Midlertidig kode', 'Temporary pass'],
  password_changed: ['Adgangskoden er ændret', 'The password is changed'],
  private_identity_left: ['En fratrådt brugte sit private MitID', 'Somebody who left used a private eID'],
  role_given: ['Har fået en rolle', 'Was given a role'],
  role_given_to_other: ['En anden har fået en rolle', 'Somebody else was given a role'],
  role_request_decided: ['Svar på anmodning om en rolle', 'Answer to a request for a role'],
  role_requested: ['En medarbejder beder om en rolle', 'An employee asks for a role'],
  role_taken: ['Har ikke længere en rolle', 'No longer holds a role'],
  role_taken_from_other: ['En anden har ikke længere en rolle', 'Somebody else no longer holds a role'],
  set_up_link: ['Link til den første administrator', 'Link for the first administrator'],
}

/** useSubject gives the function that says what a message is about. */
export function useSubject() {
  const english = useTranslation().i18n.language === 'en'
  return (template: string) => subjects[template]?.[english ? 1 : 0] ?? template
}
