// The first script that runs. It sends what the page is going to ask for, and has the files loaded that the router would ask for
// once all other scripts have run. Nothing that it needs comes from a library: those take their time.
import { firstPage } from "./app/first-page.ts";
import { pageLoaders } from "./app/page-loaders.ts";
import { loadTexts } from "./app/texts/load-texts.ts";
import { askEarly } from "./shared/api/early-requests.ts";
import { preferredLanguage } from "./shared/i18n/languages.ts";

const { page, alert, requests } = firstPage(location.pathname, new URLSearchParams(location.search));
for (const request of requests) askEarly(request);
// Whoever needs a file asks for it again, and says so where it does not come.
const ignore = (): undefined => undefined;
loadTexts(preferredLanguage()).catch(ignore);
if (alert !== undefined)
  pageLoaders.alert().then(({ askForAlert }) => askForAlert(alert.id, alert.tab), ignore);
else if (page !== undefined) pageLoaders[page]().catch(ignore);
