package signin

import (
	"fmt"
	"time"

	"hverv/internal/fault"
)

// phrase is a text in Danish and English (W1).
type phrase struct{ da, en string }

func (p phrase) in(language string) string {
	if language == "en" {
		return p.en
	}
	return p.da
}

// phrases are the fixed texts of the pages.
//
//nolint:gochecknoglobals // a table
var phrases = map[string]phrase{
	"sign_in":       {"Log på", "Sign in"},
	"error":         {"Fejl", "Error"},
	"other":         {"English", "Dansk"},
	"lead":          {"Vælg, hvordan du vil logge på.", "Choose how you want to sign in."},
	"level":         {"Det, du er i gang med, kræver et højere sikringsniveau.", "What you are doing needs a higher level of assurance."},
	"again":         {"Af hensyn til sikkerheden skal du logge på igen.", "For security you need to sign in again."},
	"eid":           {"Privat MitID", "Private eID"},
	"eid_why":       {"Brug dit private MitID, hvis din organisation tillader det, eller hvis du vil tilslutte eller godkende en organisation.", "Use your private eID where your organisation permits it, or to connect or approve an organisation."},
	"eid_go":        {"Log på med privat MitID", "Sign in with private eID"},
	"dedicated":     {"Brugernavn og adgangskode", "User name and password"},
	"dedicated_why": {"Brug dem, hvis din organisation har givet dig et brugernavn til arbejdet.", "Use them if your organisation gave you a user name for work."},
	"user_name":     {"Brugernavn", "User name"},
	"password":      {"Adgangskode", "Password"},
	"next":          {"Fortsæt", "Continue"},
	"key":           {"Chip eller passkey", "Chip or passkey"},
	"key_why":       {"Brug den chip eller passkey, som du har registreret til arbejdet. Du behøver ikke at skrive dit brugernavn.", "Use the chip or passkey that you registered for work. You need not type your user name."},
	"key_after":     {"Brug den chip eller passkey, som du har registreret til arbejdet.", "Use the chip or passkey that you registered for work."},
	"key_go":        {"Log på med chip eller passkey", "Sign in with chip or passkey"},
	"key_cancelled": {"Det lykkedes ikke at bruge chippen eller passkeyen. Prøv igen, eller log på på en anden måde.", "The chip or passkey could not be used. Try again, or sign in another way."},
	"key_noscript":  {"Du logger på med chip eller passkey. Det kræver, at browseren må køre JavaScript.", "You sign in with a chip or passkey. For that the browser must be allowed to run JavaScript."},
	"key_title":     {"Brug din chip eller passkey", "Use your chip or passkey"},
	"code_title":    {"Indtast din kode", "Enter your code"},
	"code":          {"Kode", "Code"},
	"code_why":      {"Skriv den kode, som din kodeapp eller kodeviser viser nu. Hver kode kan kun bruges én gang.", "Type the code that your authenticator app or code display shows now. Each code can be used once only."},
	"pass_why":      {"Du kan også skrive den midlertidige kode, du har fået af din administrator.", "You can also type the temporary code that your administrator gave you."},
	"restart":       {"Begynd forfra", "Begin again"},
	"choose":        {"Vælg organisation", "Choose an organisation"},
	"choose_why":    {"Vælg, hvem du handler for. Du kan skifte senere.", "Choose whom you act for. You can change later."},
	"organisation":  {"Organisation", "Organisation"},
	"none":          {"Fortsæt uden at vælge", "Continue without choosing"},
	"none_open":     {"Der er ingen organisation, som du kan handle for lige nu. Spørg en administrator i din organisation, hvis det er forkert.", "There is no organisation that you may act for just now. If that is wrong, ask an administrator of your organisation."},
	"sign_out":      {"Log af", "Sign out"},
	"sign_out_why":  {"Vil du logge af i denne browser?", "Do you want to sign out of this browser?"},
	"signed_out":    {"Du er logget af", "You are signed out"},
	"close":         {"Luk browseren, hvis andre også bruger denne computer.", "Close the browser if others use this computer too."},
	"back_in":       {"Log på igen", "Sign in again"},
	"failed":        {"Du er ikke logget på", "You are not signed in"},
	"help":          {"Brug for hjælp?", "Need help?"},
	"phone":         {"Telefon", "Telephone"},
	"email":         {"E-mail", "E-mail"},
	"hours":         {"Åbningstid", "Opening hours"},
	"no_support":    {"Spørg en administrator i din organisation.", "Ask an administrator of your organisation."},
	"skip":          {"Gå til indhold", "Skip to content"},
	"cancel":        {"Fortryd og gå tilbage", "Cancel and go back"},
	"cvr":           {"CVR", "CVR"},
}

// complaints are what went wrong, by the code of the fault. Unknown and wrong are one (U8).
//
//nolint:gochecknoglobals // a table
var complaints = map[string]phrase{
	"sign_in_failed":    {"Brugernavn, adgangskode eller kode er forkert. Prøv igen.", "User name, password or code is not right. Try again."},
	"sign_in_expired":   {"Der gik for lang tid. Begynd forfra med brugernavn og adgangskode.", "Too much time has passed. Begin again with user name and password."},
	"sign_in_blocked":   {"Adgangen er spærret efter for mange forkerte koder. En administrator i din organisation kan hjælpe dig.", "Access is blocked after too many wrong codes. An administrator of your organisation can help you."},
	"code_malformed":    {"En kode er seks til otte cifre.", "A code is six to eight digits."},
	"code_used":         {"Koden er allerede brugt. Vent på den næste, og prøv igen.", "This code has been used. Wait for the next one and try again."},
	"next_code_needed":  {"Kodeviseren er kommet foran. Tryk på den igen, og skriv den næste kode.", "The code display has run ahead. Press it again and enter the next code."},
	"ceremony_over":     {"Der gik for lang tid, eller svaret er allerede brugt. Prøv igen.", "Too much time has passed, or the answer was used already. Try again."},
	"passkeys_off":      {"Chip og passkey kan ikke bruges her. Log på på en anden måde.", "Chip and passkey cannot be used here. Sign in another way."},
	"key_failed":        {"Chippen eller passkeyen blev ikke godtaget. Prøv igen, eller log på på en anden måde.", "The chip or passkey was not accepted. Try again, or sign in another way."},
	"empty":             {"Udfyld både brugernavn og adgangskode.", "Fill in both user name and password."},
	"form_old":          {"Siden var for gammel eller åbnet i en anden browser. Prøv igen.", "The page was too old or opened in another browser. Try again."},
	"eid_cancelled":     {"Du afbrød hos MitID. Du kan prøve igen.", "You cancelled at the eID. You can try again."},
	"eid_expired":       {"Der gik for lang tid hos MitID, eller siden blev åbnet to gange. Prøv igen.", "It took too long at the eID, or the page was opened twice. Try again."},
	"eid_not_fresh":     {"MitID bad dig ikke om at bekræfte på ny. Prøv igen, eller brug et privat vindue.", "The eID did not ask you to confirm anew. Try again, or use a private window."},
	"eid_failed":        {"Vi kunne ikke få svar fra MitID. Prøv igen om lidt.", "We got no usable answer from the eID. Try again in a moment."},
	"eid_off":           {"Log på med privat MitID er ikke slået til her.", "Signing in with a private eID is not set up here."},
	"level_too_low":     {"Du er logget på, men på et for lavt sikringsniveau til dette. Log på på en anden måde.", "You are signed in, but at too low a level of assurance for this. Sign in another way."},
	"not_yours":         {"Du kan ikke længere handle for den organisation. Vælg en anden.", "You may no longer act for that organisation. Choose another one."},
	"choose_one":        {"Vælg en organisation.", "Choose an organisation."},
	"busy":              {"Mange logger på lige nu. Prøv igen om et øjeblik.", "Many are signing in just now. Try again in a moment."},
	"unavailable":       {"Tjenesten er utilgængelig et øjeblik. Prøv igen om lidt.", "The service is unavailable for a moment. Try again shortly."},
	"internal":          {"Noget gik galt hos os. Prøv igen, og kontakt supporten, hvis det fortsætter.", "Something failed at our end. Try again, and contact support if it continues."},
	"too_many_requests": {"For mange forsøg. Vent lidt, og prøv igen.", "Too many attempts. Wait a little and try again."},
}

// complaintOf puts a failure into words, and says whether it was ours rather than the person's.
func complaintOf(err error, language string) (text string, ours bool) {
	f := fault.Of(err)
	if f == nil {
		return complaints["internal"].in(language), true
	}
	known, ok := complaints[f.Code]
	switch {
	case f.Kind == fault.Limited && f.RetryAfter > 0:
		return known.in(language) + " " + waitFor(f.RetryAfter, language), false
	case ok:
		return known.in(language), false
	case f.Kind == fault.Unavailable:
		return complaints["unavailable"].in(language), false
	case f.Kind == fault.Unauthenticated, f.Kind == fault.Invalid:
		return complaints["sign_in_failed"].in(language), false
	default:
		return complaints["internal"].in(language), false
	}
}

func waitFor(d time.Duration, language string) string {
	seconds := int((d + time.Second - 1) / time.Second)
	if seconds < 120 {
		return fmt.Sprintf(phrase{"Vent %d sekunder.", "Wait %d seconds."}.in(language), seconds)
	}
	return fmt.Sprintf(phrase{"Vent %d minutter.", "Wait %d minutes."}.in(language), (seconds+59)/60)
}
