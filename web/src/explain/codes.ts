type Both = readonly [da: string, en: string]
/** Where somebody who may do it takes the next step when a condition does not hold; null where time or others must do it. */
type Next = 'employment' | 'block' | 'holding' | 'assign' | 'assignments' | 'bundle' | null
type Code = { text: Both; own?: Both; next: Next }

/** Every condition that a right rests on, as the server names it (internal/right/explain_text.go), said of a colleague and of oneself. */
export const codes = {
  organisation_connected: { text: ['Organisationen er tilsluttet', 'The organisation is connected'], next: null },
  organisation_suspended: { text: ['Organisationen er spærret midlertidigt', 'The organisation is suspended'], next: null },
  organisation_closed: { text: ['Organisationen er lukket', 'The organisation is closed'], next: null },
  organisation_not_yet_connected: { text: ['Organisationen var ikke tilsluttet endnu', 'The organisation was not connected yet'], next: null },
  employed: {
    text: ['Medarbejderen er ansat den dag', 'The employee is employed on that day'],
    own: ['Du er ansat den dag', 'You are employed on that day'],
    next: null,
  },
  no_employment: {
    text: ['Medarbejderen har ingen ansættelse', 'The employee has no employment'],
    own: ['Du har ingen ansættelse', 'You have no employment'],
    next: 'employment',
  },
  employment_to_come: { text: ['Ansættelsen er ikke begyndt', 'The employment has not begun'], next: 'employment' },
  employment_over: { text: ['Ansættelsen er udløbet', 'The employment has run out'], next: 'employment' },
  employment_ended: { text: ['Ansættelsen er afsluttet', 'The employment was ended'], next: 'employment' },
  not_blocked: {
    text: ['Medarbejderen er ikke spærret', 'The employee is not blocked'],
    own: ['Du er ikke spærret', 'You are not blocked'],
    next: null,
  },
  blocked_administrator: {
    text: ['En administrator har spærret medarbejderen', 'An administrator has blocked the employee'],
    own: ['En administrator har spærret dig', 'An administrator has blocked you'],
    next: 'block',
  },
  blocked_self: {
    text: ['Medarbejderen har spærret sig selv', 'The employee has blocked themselves'],
    own: ['Du har spærret dig selv', 'You have blocked yourself'],
    next: 'block',
  },
  blocked_lost_identity: {
    text: ['Medarbejderen er spærret, fordi identiteten er meldt tabt', 'The employee is blocked because the identity was reported lost'],
    own: ['Du er spærret, fordi din identitet er meldt tabt', 'You are blocked because your identity was reported lost'],
    next: 'block',
  },
  blocked_documents_missing: {
    text: ['Medarbejderen er spærret, fordi dokumenter mangler', 'The employee is blocked because documents are missing'],
    own: ['Du er spærret, fordi dokumenter mangler', 'You are blocked because documents are missing'],
    next: 'block',
  },
  blocked_register_status: {
    text: ['Medarbejderen er spærret på grund af sin status i registret', 'The employee is blocked because of the status in the register'],
    own: ['Du er spærret på grund af din status i registret', 'You are blocked because of your status in the register'],
    next: 'block',
  },
  system_in_use: { text: ['Systemet er i brug', 'The system is in use'], next: null },
  system_retired: { text: ['Systemet er taget ud af brug', 'The system has been retired'], next: null },
  right_in_use: { text: ['Rettigheden er i brug', 'The right is in use'], next: null },
  right_retired: { text: ['Rettigheden er taget ud af brug', 'The right has been retired'], next: null },
  right_held: { text: ['Organisationen har rettigheden', 'The organisation holds the right'], next: null },
  right_not_held: { text: ['Organisationen har aldrig haft rettigheden', 'The organisation has never held the right'], next: 'holding' },
  holding_to_come: { text: ['Organisationen får først rettigheden senere', 'The organisation will hold the right only later'], next: 'holding' },
  holding_over: { text: ['Rettigheden er udløbet for organisationen', "The organisation's hold on the right has run out"], next: 'holding' },
  holding_revoked: { text: ['Rettigheden er taget fra organisationen', 'The right was taken from the organisation'], next: 'holding' },
  assigned: { text: ['Tildelingen gælder den dag', 'The assignment is in force on that day'], next: null },
  not_assigned: {
    text: ['Medarbejderen er ikke tildelt rettigheden', 'The employee was not given the right'],
    own: ['Du er ikke tildelt rettigheden', 'You were not given the right'],
    next: 'assign',
  },
  assignment_to_come: { text: ['Tildelingen er ikke begyndt', 'The assignment has not begun'], next: 'assignments' },
  assignment_over: { text: ['Tildelingen er udløbet', 'The assignment has run out'], next: 'assign' },
  assignment_revoked: { text: ['Tildelingen er afsluttet', 'The assignment was ended'], next: 'assign' },
  bundle_in_use: { text: ['Rettighedspakken er i brug', 'The bundle is in use'], next: null },
  bundle_retired: { text: ['Rettighedspakken er taget ud af brug', 'The bundle has been retired'], next: 'assign' },
  bundle_holds_right: { text: ['Rettigheden er i pakken', 'The right is in the bundle'], next: null },
  bundle_lacks_right: { text: ['Rettigheden er ikke i pakken', 'The right is not in the bundle'], next: 'bundle' },
} as const satisfies Record<string, Code>

const known: Record<string, Code> = codes

/** said is what a code says, of the reader or of a colleague; undefined for one that the client does not know yet. */
export const said = (code: string, own: boolean, english: boolean) => {
  const found = known[code]
  return found && ((own && found.own) || found.text)[english ? 1 : 0]
}

export const nextOf = (code: string): Next => known[code]?.next ?? null
