import { texts } from '../i18n/texts'

/** What each role may do, in a sentence; as internal/authz/policy.go has it (A2). */
export const useWhat = texts('what_roles_do', {
  da: {
    organisation_administrator: 'Udpeger administratorer, ændrer indstillinger og kan spærre medarbejdere og hele organisationen. Ser alt.',
    user_administrator: 'Opretter og retter medarbejdere, vælger hvordan de logger på, og spærrer eller afmelder dem.',
    rights_administrator: 'Giver medarbejdere rettigheder og rettighedspakker og bestemmer, hvad en pakke indeholder.',
    unit_manager: 'Ser sine medarbejdere og deres rettigheder og kan spærre dem. Gælder som regel for én afdeling.',
    approver: 'Godkender anmodninger om rettigheder dér, hvor rollen gælder.',
    case_worker: 'Registrerer ansættelser for HR: opretter, retter og afmelder medarbejdere.',
    authoriser: 'Udfører tildelinger i ét system, som ikke får dem automatisk, og melder tilbage.',
    card_officer: 'Udleverer og modtager kodevisere og chip og holder styr på lageret.',
    orderer: 'Bestiller kodevisere og chip til medarbejdere.',
    service_desk_agent: 'Hjælper medarbejdere, der ringer, og kan se, hvordan de logger på.',
    auditor: 'Ser medarbejdere, rettigheder og hændelser, men kan ikke ændre noget.',
    billing_reader: 'Ser forbrug og fakturagrundlag.',
  },
  en: {
    organisation_administrator: 'Appoints administrators, changes settings and can block employees and the whole organisation. Sees everything.',
    user_administrator: 'Creates and corrects employees, chooses how they sign in, and blocks or terminates them.',
    rights_administrator: 'Gives employees rights and bundles and decides what a bundle holds.',
    unit_manager: 'Sees the own employees and their rights and can block them. Mostly for one department.',
    approver: 'Approves requests for rights where the role counts.',
    case_worker: 'Registers employments for HR: creates, corrects and terminates employees.',
    authoriser: 'Carries out assignments in a system that does not get them by itself, and reports back.',
    card_officer: 'Hands out and takes back code displays and chips and keeps the stock.',
    orderer: 'Orders code displays and chips for employees.',
    service_desk_agent: 'Helps employees who call, and can see how they sign in.',
    auditor: 'Sees employees, rights and events but can change nothing.',
    billing_reader: 'Sees usage and what is invoiced.',
  },
})
