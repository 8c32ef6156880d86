// Names that Windows itself gives these codes in its documentation of events 4624, 4625 and 4697.

/** Logon types by number. */
export const logonTypes: ReadonlyMap<string, string> = new Map([
  ["2", "Interactive"],
  ["3", "Network"],
  ["4", "Batch"],
  ["5", "Service"],
  ["7", "Unlock"],
  ["8", "NetworkCleartext"],
  ["9", "NewCredentials"],
  ["10", "RemoteInteractive"],
  ["11", "CachedInteractive"],
]);

/** Message ids in FailureReason of 4625. */
export const logonFailureReasons: ReadonlyMap<string, string> = new Map([
  ["%%2304", "An error occurred during logon"],
  ["%%2305", "The specified user account has expired."],
  ["%%2306", "The NetLogon component is not active."],
  ["%%2307", "Account locked out."],
  ["%%2308", "The user has not been granted the requested logon type at this machine."],
  ["%%2309", "The specified account's password has expired."],
  ["%%2310", "Account currently disabled."],
  ["%%2311", "Account logon time restriction violation."],
  ["%%2312", "User not allowed to logon at this computer."],
  ["%%2313", "Unknown user name or bad password."],
  ["%%2314", "Domain SID inconsistent."],
  ["%%2315", "Smartcard logon is required and was not used."],
]);

/** Status and SubStatus of 4625, in lower case. */
export const logonStatuses: ReadonlyMap<string, string> = new Map([
  ["0x0", "Status OK."],
  ["0xc000005e", "There are currently no logon servers available to service the logon request."],
  ["0xc0000064", "User logon with misspelled or bad user account"],
  ["0xc000006a", "User logon with misspelled or bad password"],
  ["0xc000006d", "This is either due to a bad username or authentication information"],
  ["0xc000006e", "Unknown user name or bad password."],
  ["0xc000006f", "User logon outside authorized hours"],
  ["0xc0000070", "User logon from unauthorized workstation"],
  ["0xc0000071", "User logon with expired password"],
  ["0xc0000072", "User logon to account disabled by administrator"],
  ["0xc00000dc", "Indicates the Sam Server was in the wrong state to perform the desired operation."],
  ["0xc0000133", "Clocks between DC and other computer too far out of sync"],
  ["0xc000015b", "The user has not been granted the requested logon type (aka logon right) at this machine"],
  ["0xc000018c", "The trust relationship between the primary domain and the trusted domain failed."],
  ["0xc0000192", "An attempt was made to logon, but the Netlogon service was not started."],
  ["0xc0000193", "User logon with expired account"],
  ["0xc0000224", "User is required to change password at next logon"],
  ["0xc0000225", "Evidently a bug in Windows and not a risk"],
  ["0xc0000234", "User logon with account locked"],
  ["0xc00002ee", "Failure Reason: An Error occurred during Logon"],
  [
    "0xc0000413",
    "The machine is protected by an authentication firewall and the account may not log on to it.",
  ],
]);

/** Service types of 4697, in lower case. */
export const serviceTypes: ReadonlyMap<string, string> = new Map([
  ["0x1", "Kernel Driver"],
  ["0x2", "File System Driver"],
  ["0x8", "Recognizer Driver"],
  ["0x10", "Win32 Own Process"],
  ["0x20", "Win32 Share Process"],
  ["0x110", "Interactive Own Process"],
  ["0x120", "Interactive Share Process"],
]);
