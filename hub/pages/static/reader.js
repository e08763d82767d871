// The reader that somebody keeps beside their trail: the slip page's trail, without a hub.
"use strict";

keeping.start(() => {});
