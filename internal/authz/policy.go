package authz

import (
	"maps"
	"slices"
	"time"
)

// Action is a verb on a noun; the specification's x-action must name the same (a test compares).
type Action string

// rule says who may do an action and what else must hold.
type rule struct {
	roles  []Role        // any of them, in its scope
	self   bool          // or the person whom the thing is about
	person bool          // or anybody who is signed in; the service looks at whose it is
	open   bool          // also before sign-in
	notOwn bool          // but never on an own request (A5)
	reason bool          // with a reason, which is logged
	whole  bool          // not in a session with reduced powers (U10); nor is anything that asks for a fresh sign-in
	fresh  time.Duration // signed in within this time; never on what an emergency needs
}

const highRisk = 10 * time.Minute // ARCHITECTURE 4

func anyOf(roles ...Role) []Role { return roles }

// The actions of the register.
const (
	MeRead             Action = "me.read"
	MeChange           Action = "me.change"
	MeChooseOrg        Action = "me.choose_organisation"
	MeConsent          Action = "me.consent"
	SupportRead        Action = "support.read"
	SessionList        Action = "session.list"
	SessionEnd         Action = "session.end"
	EventList          Action = "event.list"
	EventListOwn       Action = "event.list_own"
	NotificationList   Action = "notification.list"
	OrganisationRead   Action = "organisation.read"
	OrganisationChange Action = "organisation.change"
	OrganisationStop   Action = "organisation.suspend"
	OrganisationResume Action = "organisation.resume"
	OrganisationClose  Action = "organisation.close"
	OrganisationList   Action = "organisation.list"
	UnitRead           Action = "unit.read"
	UnitChange         Action = "unit.change"

	ConnectionStart  Action = "connection.start"
	ConnectionRead   Action = "connection.read"
	ConnectionChange Action = "connection.change"
	ConnectionSubmit Action = "connection.submit"
	ConnectionDrop   Action = "connection.withdraw"
	CompanyRead      Action = "company.read"
	PriceRead        Action = "price.read"
	PriceChange      Action = "price.change"
	TermsRead        Action = "terms.read"
	ApprovalRead     Action = "approval.read"
	ApprovalGive     Action = "approval.give"
	ApprovalDecline  Action = "approval.decline"
	CaseUpload       Action = "case.upload"
	CaseRead         Action = "case.read"
	CaseDecide       Action = "case.decide"

	RoleRead    Action = "role.read"
	RoleGrant   Action = "role.grant"
	RoleRevoke  Action = "role.revoke"
	RoleRequest Action = "role.request"
	RoleDecide  Action = "role.decide"

	RoleRequestRead Action = "role.read_requests"
	RoleWithdraw    Action = "role.withdraw_request"

	EmployeeRead      Action = "employee.read"
	EmployeeList      Action = "employee.list"
	EmployeeExport    Action = "employee.export"
	EmployeeFind      Action = "employee.find"
	EmployeeCreate    Action = "employee.create"
	EmployeeChange    Action = "employee.change"
	EmployeeReveal    Action = "employee.reveal_national_id"
	EmployeeBlock     Action = "employee.block"
	EmployeeUnblock   Action = "employee.unblock"
	EmployeeSelfBlock Action = "employee.block_self"
	EmployeeTerminate Action = "employee.terminate"
	EmploymentChange  Action = "employment.change"
	CategoryRead      Action = "category.read"
	CategoryChange    Action = "category.change"

	IdentityRead         Action = "identity.read"
	IdentityChoose       Action = "identity.choose"
	IdentityRestart      Action = "identity.restart_activation"
	IdentityHandOver     Action = "identity.hand_over"
	IdentityActivate     Action = "identity.activate"
	IdentityPassword     Action = "identity.change_password"
	AuthenticatorAdd     Action = "authenticator.add"
	AuthenticatorConfirm Action = "authenticator.confirm"
	AuthenticatorKey     Action = "authenticator.register_key"
	AuthenticatorBlock   Action = "authenticator.block"
	AuthenticatorUnblock Action = "authenticator.unblock"
	AuthenticatorLost    Action = "authenticator.report_lost"
	AuthenticatorRevoke  Action = "authenticator.revoke"
	AuthenticatorRenew   Action = "authenticator.renew"
	PassIssue            Action = "pass.issue"
	PassRevoke           Action = "pass.revoke"
	SignIn               Action = "session.sign_in"
	SignOut              Action = "session.sign_out"

	StockRead       Action = "stock.read"
	StockChange     Action = "stock.change"
	StockImport     Action = "stock.import"
	StockCount      Action = "stock.count"
	DeviceMove      Action = "device.move"
	DeviceHandOut   Action = "device.hand_out"
	DeviceTakeBack  Action = "device.take_back"
	DeviceFind      Action = "device.find"
	DeviceRelease   Action = "device.release"
	DeviceEnd       Action = "device.end"
	CustodyRead     Action = "custody.read"
	CustodyWithdraw Action = "custody.withdraw"
	CustodySign     Action = "custody.sign"
	ReturnRead      Action = "return.read"
	ReturnClaim     Action = "return.claim"
	ReturnExport    Action = "return.export"

	LoanRead       Action = "loan.read"
	LoanExport     Action = "loan.export"
	LoanLend       Action = "loan.lend"
	LoanLendPooled Action = "loan.lend_pooled"
	LoanTakeBack   Action = "loan.take_back"
	LoanExtend     Action = "loan.extend"
	LoanLost       Action = "loan.report_lost"
	LoanPoolRead   Action = "loan_pool.read"
	LoanPoolChange Action = "loan_pool.change"
	LetterRead     Action = "letter.read"
	LetterPrint    Action = "letter.print"
	LetterSettle   Action = "letter.settle"

	OrderRead         Action = "order.read"
	OrderPlace        Action = "order.place"
	OrderCorrect      Action = "order.correct"
	OrderCancel       Action = "order.cancel"
	OrderReceive      Action = "order.receive"
	OrderFulfil       Action = "order.fulfil"
	OrderReport       Action = "order.report"
	OrderProgress     Action = "order.progress" // what a supplier says of an order: told by a machine
	OfficeRead        Action = "office.read"
	OfficeChange      Action = "office.change"
	AppointmentList   Action = "appointment.list"
	AppointmentRead   Action = "appointment.read"
	AppointmentBook   Action = "appointment.book"
	AppointmentCancel Action = "appointment.cancel"
	AppointmentSettle Action = "appointment.settle"
	ProofingRead      Action = "proofing.read"
	ProofingRecord    Action = "proofing.record"
	ProofingConfirm   Action = "proofing.confirm"
	ProofingPhoto     Action = "proofing.photo"
	ReceiptRead       Action = "receipt.read"
	ReceiptSign       Action = "receipt.sign"
	ReceiptOnPaper    Action = "receipt.sign_on_paper"
	IssuingRead       Action = "issuing.read"
	IssuingChange     Action = "issuing.change"

	SystemRead     Action = "system.read"
	SystemChange   Action = "system.change"
	RightChange    Action = "right.change"
	HoldingRead    Action = "holding.read"
	HoldingChange  Action = "holding.change"
	BundleRead     Action = "bundle.read"
	BundleChange   Action = "bundle.change"
	AssignmentRead Action = "assignment.read"
	AssignmentGive Action = "assignment.give"
	AssignmentEnd  Action = "assignment.end"
	RightsOf       Action = "right.effective"

	ClientRead    Action = "client.read"
	ClientChange  Action = "client.change"
	ClientRetire  Action = "client.retire"
	ClientEntitle Action = "client.entitle"
	TokenIssue    Action = "token.issue"
	TokenRevoke   Action = "token.revoke"
	KeyRead       Action = "key.read"
	KeyRotate     Action = "key.rotate"

	OutlookRead    Action = "outlook.read"
	OverviewRead   Action = "overview.read"
	OverviewExport Action = "overview.export"

	LifecycleEnd Action = "lifecycle.end" // what follows from an end: told by a machine
	ExpiryTell   Action = "expiry.tell"   // reminders and lapses: told by a machine

	DocumentPurge Action = "document.purge" // what has been kept long enough: deleted by a machine

	OperatorAlign Action = "operator.align" // operators are those whom the configuration names
)

// policy is the one table: action, who, and what else must hold. Emergencies - block, suspend,
// terminate, report lost, revoke - never ask for a fresh sign-in.
//
//nolint:gochecknoglobals // the table that everything is judged by
var policy = map[Action]rule{
	MeRead:             {person: true},                                                           // A6
	MeChange:           {person: true},                                                           // W1
	MeChooseOrg:        {person: true},                                                           // A6
	MeConsent:          {self: true, whole: true},                                                // U1
	SupportRead:        {open: true, person: true},                                               // W2
	SessionList:        {roles: anyOf(OrganisationAdministrator, UserAdministrator), self: true}, // P5
	SessionEnd:         {roles: anyOf(OrganisationAdministrator, UserAdministrator), self: true}, // P5
	EventList:          {roles: anyOf(OrganisationAdministrator, Auditor)},                       // G3
	EventListOwn:       {self: true},                                                             // G3
	NotificationList:   {roles: anyOf(OrganisationAdministrator, UserAdministrator)},             // N1
	OrganisationRead:   {roles: append(anyOf(Operator), everyRole...), self: true},               // C7
	OrganisationChange: {roles: anyOf(OrganisationAdministrator), fresh: highRisk},               // U2
	OrganisationStop:   {roles: anyOf(OrganisationAdministrator, Operator), reason: true},        // C9
	OrganisationResume: {roles: anyOf(OrganisationAdministrator, Operator), fresh: highRisk},     // C9
	OrganisationClose:  {roles: anyOf(OrganisationAdministrator), reason: true, fresh: highRisk}, // C9
	OrganisationList:   {roles: anyOf(Operator)},                                                 // C9
	UnitRead:           {roles: everyRole, self: true},                                           // E1
	UnitChange:         {roles: anyOf(OrganisationAdministrator, UserAdministrator)},             // E1

	ConnectionStart:  {person: true},                                          // C1
	ConnectionRead:   {roles: anyOf(Operator), person: true},                  // C6
	ConnectionChange: {person: true},                                          // C6
	ConnectionSubmit: {person: true},                                          // C3
	ConnectionDrop:   {person: true},                                          // C6
	CompanyRead:      {person: true},                                          // C2
	PriceRead:        {person: true},                                          // B5
	PriceChange:      {roles: anyOf(Operator), fresh: highRisk},               // B1
	TermsRead:        {person: true, open: true},                              // C3
	ApprovalRead:     {person: true},                                          // C4
	ApprovalGive:     {person: true, fresh: highRisk},                         // C4
	ApprovalDecline:  {person: true, reason: true},                            // C4
	CaseUpload:       {person: true},                                          // C10
	CaseRead:         {roles: anyOf(Operator)},                                // C10
	CaseDecide:       {roles: anyOf(Operator), reason: true, fresh: highRisk}, // C10

	RoleRead:    {roles: everyRole},                                                       // A1
	RoleGrant:   {roles: anyOf(OrganisationAdministrator), fresh: highRisk},               // A2
	RoleRevoke:  {roles: anyOf(OrganisationAdministrator)},                                // A4
	RoleRequest: {self: true, reason: true, whole: true},                                  // A3
	RoleDecide:  {roles: anyOf(OrganisationAdministrator), notOwn: true, fresh: highRisk}, // A5

	RoleRequestRead: {roles: anyOf(OrganisationAdministrator), self: true}, // A3
	RoleWithdraw:    {self: true},                                          // A3

	EmployeeRead:      {roles: anyOf(OrganisationAdministrator, UserAdministrator, RightsAdministrator, UnitManager, CaseWorker, Auditor, ServiceDeskAgent), self: true}, // E9
	EmployeeList:      {roles: anyOf(OrganisationAdministrator, UserAdministrator, RightsAdministrator, UnitManager, CaseWorker, Auditor)},                               // E9
	EmployeeExport:    {roles: anyOf(OrganisationAdministrator, UserAdministrator, Auditor)},                                                                             // W3
	EmployeeFind:      {roles: anyOf(OrganisationAdministrator, UserAdministrator, UnitManager, CardOfficer, Orderer, ServiceDeskAgent)},                                 // O2, O5
	EmployeeCreate:    {roles: anyOf(UserAdministrator, CaseWorker)},                                                                                                     // E1
	EmployeeChange:    {roles: anyOf(UserAdministrator, CaseWorker)},                                                                                                     // E1
	EmployeeReveal:    {roles: anyOf(UserAdministrator, CaseWorker), reason: true, fresh: highRisk},                                                                      // E3
	EmployeeBlock:     {roles: anyOf(OrganisationAdministrator, UserAdministrator, UnitManager), reason: true},                                                           // E6
	EmployeeUnblock:   {roles: anyOf(OrganisationAdministrator, UserAdministrator), fresh: highRisk},                                                                     // E6
	EmployeeSelfBlock: {self: true},                                                                                                                                      // E6
	EmployeeTerminate: {roles: anyOf(OrganisationAdministrator, UserAdministrator, CaseWorker), reason: true},                                                            // L5
	EmploymentChange:  {roles: anyOf(UserAdministrator, CaseWorker)},                                                                                                     // E4
	CategoryChange:    {roles: anyOf(OrganisationAdministrator, UserAdministrator)},                                                                                      // E4
	CategoryRead:      {roles: everyRole},                                                                                                                                // E4

	IdentityRead:         {roles: anyOf(OrganisationAdministrator, UserAdministrator, ServiceDeskAgent), self: true}, // U1
	IdentityChoose:       {roles: anyOf(UserAdministrator)},                                                          // U1
	IdentityRestart:      {roles: anyOf(UserAdministrator)},                                                          // U5
	IdentityHandOver:     {roles: anyOf(UserAdministrator), fresh: highRisk},                                         // U5
	IdentityActivate:     {open: true, person: true},                                                                 // U5
	IdentityPassword:     {self: true, fresh: highRisk},                                                              // U8
	AuthenticatorAdd:     {roles: anyOf(UserAdministrator), self: true, fresh: highRisk},                             // U2
	AuthenticatorConfirm: {self: true},                                                                               // U2
	AuthenticatorKey:     {self: true, fresh: highRisk},                                                              // U2
	AuthenticatorBlock:   {roles: anyOf(OrganisationAdministrator, UserAdministrator), self: true},                   // U9
	AuthenticatorUnblock: {roles: anyOf(UserAdministrator), fresh: highRisk},                                         // U8
	AuthenticatorLost:    {roles: anyOf(OrganisationAdministrator, UserAdministrator), self: true},                   // U9
	AuthenticatorRevoke:  {roles: anyOf(OrganisationAdministrator, UserAdministrator), self: true},                   // U7
	AuthenticatorRenew:   {roles: anyOf(UserAdministrator, CardOfficer), self: true, fresh: highRisk},                // U12
	PassIssue:            {roles: anyOf(UserAdministrator), reason: true, fresh: highRisk},                           // U9; H2 for the service desk
	PassRevoke:           {roles: anyOf(OrganisationAdministrator, UserAdministrator), self: true},                   // U9
	SignIn:               {open: true, person: true},                                                                 // P2
	SignOut:              {person: true, open: true},                                                                 // P5

	StockRead:       {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor)},             // O5
	StockChange:     {roles: anyOf(OrganisationAdministrator, CardOfficer)},                                         // O5
	StockImport:     {roles: anyOf(CardOfficer), fresh: highRisk},                                                   // O5
	StockCount:      {roles: anyOf(CardOfficer)},                                                                    // O5
	DeviceMove:      {roles: anyOf(CardOfficer)},                                                                    // O5
	DeviceHandOut:   {roles: anyOf(CardOfficer), fresh: highRisk},                                                   // O5
	DeviceTakeBack:  {roles: anyOf(CardOfficer)},                                                                    // U16
	DeviceFind:      {roles: anyOf(CardOfficer, ServiceDeskAgent)},                                                  // U11
	DeviceRelease:   {roles: anyOf(CardOfficer), reason: true, fresh: highRisk},                                     // U11
	DeviceEnd:       {roles: anyOf(CardOfficer), reason: true},                                                      // O5
	CustodyRead:     {roles: anyOf(OrganisationAdministrator, CardOfficer, Auditor), self: true},                    // O6
	CustodyWithdraw: {roles: anyOf(CardOfficer)},                                                                    // O6
	CustodySign:     {self: true},                                                                                   // O6
	ReturnRead:      {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor), self: true}, // U16
	ReturnClaim:     {self: true, reason: true},                                                                     // U16
	ReturnExport:    {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor)},             // U16

	LoanRead:       {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, UnitManager, Auditor), self: true}, // U10
	LoanExport:     {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor)},                          // U10
	LoanLend:       {roles: anyOf(CardOfficer), notOwn: true, fresh: highRisk},                                                  // U10, A5
	LoanLendPooled: {roles: anyOf(CardOfficer, UnitManager), notOwn: true, fresh: highRisk},                                     // U10, A5
	LoanTakeBack:   {roles: anyOf(CardOfficer, UnitManager)},                                                                    // U10
	LoanExtend:     {roles: anyOf(CardOfficer), notOwn: true, reason: true, fresh: highRisk},                                    // U10, A5
	LoanLost:       {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, UnitManager)},                      // U10
	LoanPoolRead:   {roles: anyOf(OrganisationAdministrator, RightsAdministrator, CardOfficer, UnitManager, Auditor)},           // U10
	LoanPoolChange: {roles: anyOf(OrganisationAdministrator), fresh: highRisk},                                                  // U10
	LetterRead:     {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor)},                          // U15
	LetterPrint:    {roles: anyOf(UserAdministrator, CardOfficer), fresh: highRisk},                                             // U15: a secret comes out
	LetterSettle:   {roles: anyOf(UserAdministrator, CardOfficer)},                                                              // U15

	OrderRead:         {roles: anyOf(OrganisationAdministrator, UserAdministrator, UnitManager, CardOfficer, Orderer, Auditor), self: true}, // O1
	OrderPlace:        {roles: anyOf(Orderer)},                                                                                              // O2
	OrderCorrect:      {roles: anyOf(UnitManager)},                                                                                          // U14
	OrderCancel:       {roles: anyOf(Orderer, CardOfficer)},                                                                                 // O4
	OrderReceive:      {roles: anyOf(Orderer, CardOfficer)},                                                                                 // O4
	OrderFulfil:       {roles: anyOf(CardOfficer), fresh: highRisk},                                                                         // O4
	OrderReport:       {roles: anyOf(CardOfficer)},                                                                                          // O3
	OrderProgress:     {},                                                                                                                   // O4
	OfficeRead:        {roles: everyRole, self: true},                                                                                       // U13
	OfficeChange:      {roles: anyOf(OrganisationAdministrator, CardOfficer)},                                                               // U13
	AppointmentList:   {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor)},                                   // U13
	AppointmentRead:   {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor), self: true},                       // U13
	AppointmentBook:   {roles: anyOf(UserAdministrator, CardOfficer), self: true},                                                           // U13
	AppointmentCancel: {roles: anyOf(UserAdministrator, CardOfficer), self: true},                                                           // U13
	AppointmentSettle: {roles: anyOf(CardOfficer)},                                                                                          // U13
	ProofingRead:      {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor), self: true},                       // U13
	ProofingRecord:    {roles: anyOf(CardOfficer), fresh: highRisk},                                                                         // U13
	ProofingConfirm:   {roles: anyOf(CardOfficer), notOwn: true, fresh: highRisk},                                                           // U13, A5
	ProofingPhoto:     {roles: anyOf(UserAdministrator, CardOfficer), self: true},                                                           // U13
	ReceiptRead:       {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor), self: true},                       // G3
	ReceiptSign:       {self: true},                                                                                                         // U13
	ReceiptOnPaper:    {roles: anyOf(CardOfficer)},                                                                                          // U13
	IssuingRead:       {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor)},                                   // U13
	IssuingChange:     {roles: anyOf(OrganisationAdministrator), fresh: highRisk},                                                           // U13

	SystemRead:     {roles: append(anyOf(Operator), everyRole...), self: true},                                       // R1, R6: who lacks a right must be able to name it
	SystemChange:   {roles: anyOf(Operator, RightsAdministrator), fresh: highRisk},                                   // R1
	RightChange:    {roles: anyOf(Operator, RightsAdministrator), fresh: highRisk},                                   // R1
	HoldingRead:    {roles: anyOf(Operator, OrganisationAdministrator, RightsAdministrator, UnitManager, Auditor)},   // R1
	HoldingChange:  {roles: anyOf(Operator, RightsAdministrator), fresh: highRisk},                                   // R1
	BundleRead:     {roles: anyOf(OrganisationAdministrator, RightsAdministrator, UnitManager, Auditor)},             // R2
	BundleChange:   {roles: anyOf(RightsAdministrator)},                                                              // R2
	AssignmentRead: {roles: anyOf(OrganisationAdministrator, RightsAdministrator, UnitManager, Auditor), self: true}, // R3
	AssignmentGive: {roles: anyOf(RightsAdministrator), notOwn: true},                                                // R3
	AssignmentEnd:  {roles: anyOf(OrganisationAdministrator, RightsAdministrator)},                                   // R3
	RightsOf:       {roles: anyOf(OrganisationAdministrator, RightsAdministrator, UnitManager, Auditor), self: true}, // R6

	ClientRead:    {roles: anyOf(Operator, OrganisationAdministrator, RightsAdministrator)}, // P4
	ClientChange:  {roles: anyOf(Operator, OrganisationAdministrator), fresh: highRisk},     // P4
	ClientRetire:  {roles: anyOf(Operator, OrganisationAdministrator)},                      // P4
	ClientEntitle: {roles: anyOf(Operator), reason: true, fresh: highRisk},                  // P3
	TokenIssue:    {open: true, self: true},                                                 // P1
	TokenRevoke:   {open: true, self: true},                                                 // P1
	KeyRead:       {roles: anyOf(Operator)},                                                 // P1
	KeyRotate:     {roles: anyOf(Operator), fresh: highRisk},                                // P1

	OutlookRead:    {roles: anyOf(OrganisationAdministrator, UserAdministrator, RightsAdministrator, UnitManager, CaseWorker, Auditor)}, // W6
	OverviewRead:   {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor)},                                  // W3
	OverviewExport: {roles: anyOf(OrganisationAdministrator, UserAdministrator, CardOfficer, Auditor)},                                  // W3

	LifecycleEnd: {},
	ExpiryTell:   {},

	DocumentPurge: {}, // C10

	OperatorAlign: {}, // A2
}

// everyRole is anybody with a role in the organisation.
//
//nolint:gochecknoglobals // part of the table
var everyRole = anyOf(OrganisationAdministrator, UserAdministrator, RightsAdministrator, UnitManager, Approver,
	CaseWorker, Authoriser, CardOfficer, Orderer, ServiceDeskAgent, Auditor, BillingReader)

// machines lists what each named part of Hverv may do without a person.
//
//nolint:gochecknoglobals // the table that everything is judged by
var machines = map[string][]Action{
	"lifecycle":     {LifecycleEnd, TokenRevoke, SessionEnd},
	"reminder":      {ExpiryTell},
	"retention":     {DocumentPurge},
	"configuration": {OperatorAlign},
	"supplier":      {OrderProgress},
	"provider":      {KeyRotate, TokenRevoke}, // a key that is old enough; grants whose session ended
	"seed": {
		EmployeeCreate, RoleGrant, UnitChange, BundleChange, AssignmentGive, HoldingChange, SystemChange, RightChange,
		IdentityChoose, ClientChange, OrganisationChange, StockChange, StockImport,
	},
	"connection": {EmployeeCreate, RoleGrant, IdentityChoose, IdentityHandOver, BundleChange, HoldingChange},
}

// Actions lists every action of the policy, in alphabetical order.
func Actions() []Action { return slices.Sorted(maps.Keys(policy)) }
