-- A ledger as the program made it whose last migration was the fifth: never changed, only loaded.
PRAGMA application_id = 1131373170;
PRAGMA user_version = 5;
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE sales (
    id            INTEGER PRIMARY KEY,
    created_at    TEXT    NOT NULL,
    amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
    currency      TEXT    NOT NULL,
    allow_partial INTEGER NOT NULL CHECK (allow_partial IN (0, 1)),
    description   TEXT,
    state         TEXT    NOT NULL,
    state_kind    TEXT    NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.kind')) VIRTUAL,
    paid_at       TEXT
) STRICT;
CREATE INDEX sales_by_time ON sales (created_at);
CREATE INDEX sales_by_state ON sales (state_kind, created_at);
CREATE INDEX sales_by_payment ON sales (paid_at) WHERE paid_at IS NOT NULL;
CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY,
    sale_id    INTEGER NOT NULL REFERENCES sales (id),
    reference  TEXT    NOT NULL UNIQUE,
    created_at TEXT    NOT NULL,
    expires_at TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    is_open    INTEGER NOT NULL GENERATED ALWAYS AS (
        coalesce(json_extract(state, '$.standing.kind') IN ('pending', 'attention'), 0)
    ) VIRTUAL,
    is_intended INTEGER NOT NULL GENERATED ALWAYS AS (
        json_extract(state, '$.kind') = 'intended'
    ) VIRTUAL
) STRICT;
CREATE INDEX sessions_intended ON sessions (id) WHERE is_intended;
CREATE INDEX sessions_by_sale ON sessions (sale_id);
CREATE INDEX sessions_by_time ON sessions (created_at);
CREATE INDEX sessions_open ON sessions (id) WHERE is_open;
CREATE TABLE transactions (
    session_id         INTEGER NOT NULL REFERENCES sessions (id),
    internal_reference INTEGER NOT NULL,
    told               TEXT    NOT NULL,
    PRIMARY KEY (session_id, internal_reference)
) STRICT, WITHOUT ROWID;
CREATE TABLE print_jobs (
    id         INTEGER PRIMARY KEY,
    sale_id    INTEGER NOT NULL REFERENCES sales (id),
    created_at TEXT    NOT NULL,
    copy       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    is_queued  INTEGER NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.kind') = 'queued') VIRTUAL
) STRICT;
CREATE INDEX print_jobs_by_sale ON print_jobs (sale_id);
CREATE INDEX print_jobs_queued ON print_jobs (id) WHERE is_queued;
CREATE TABLE events (
    number  INTEGER PRIMARY KEY,
    at      TEXT    NOT NULL,
    sale_id INTEGER NOT NULL REFERENCES sales (id) DEFERRABLE INITIALLY DEFERRED,
    body    TEXT    NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;
CREATE INDEX events_by_sale ON events (sale_id);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, description, state, paid_at) VALUES (1, '2026-11-20T12:00:00.500Z', 12990, 'CLP', 0, 'Café ñandú', '{"kind":"approved"}', '2026-11-20T12:00:40.500Z');
INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, description, state, paid_at) VALUES (2, '2026-11-20T12:01:40.500Z', 5000, 'CLP', 0, 'Café ñandú', '{"kind":"approved"}', '2026-11-20T12:02:10.500Z');
INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, description, state, paid_at) VALUES (3, '2026-11-20T12:03:20.500Z', 7000, 'CLP', 0, 'Café ñandú', '{"kind":"rejected","rejection":{"reason":"EX","message":"Expirada","attempts":0}}', NULL);
INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, description, state, paid_at) VALUES (4, '2026-11-20T12:05:00.500Z', 9000, 'CLP', 1, 'Café ñandú', '{"kind":"partial-expired","paid":{"minor":4000,"currency":"CLP"}}', NULL);
INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, description, state, paid_at) VALUES (5, '2026-11-20T12:06:40.500Z', 100, 'CLP', 0, 'Café ñandú', '{"kind":"unopened","why":{"kind":"unreachable","why":"dns"}}', NULL);
INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, description, state, paid_at) VALUES (6, '2026-11-20T12:08:20.500Z', 200, 'CLP', 0, 'Café ñandú', '{"kind":"pending","progress":{"kind":"waiting"}}', NULL);
INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, description, state, paid_at) VALUES (7, '2026-11-20T12:10:00.500Z', 300, 'CLP', 0, 'Café ñandú', '{"kind":"opening"}', NULL);
INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, description, state, paid_at) VALUES (8, '2026-11-20T12:11:40.500Z', 400, 'CLP', 0, 'Café ñandú', '{"kind":"approved"}', '2026-11-20T12:28:20.500Z');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (1, 1, 'C1-261120-0001-AAAA', '2026-11-20T12:00:00.500Z', '2026-11-20T12:15:00.500Z', '{"kind":"opened","requestId":11,"processUrl":"https://checkout.test/session/11","standing":{"kind":"approved"}}');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (2, 2, 'C1-261120-0002-BBBB', '2026-11-20T12:01:40.500Z', '2026-11-20T12:16:40.500Z', '{"kind":"opened","requestId":12,"processUrl":"https://checkout.test/session/12","standing":{"kind":"rejected","rejection":{"reason":"MC","message":"Cancelada","attempts":1}}}');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (3, 2, 'C1-261120-0003-CCCC', '2026-11-20T12:02:00.500Z', '2026-11-20T12:17:00.500Z', '{"kind":"opened","requestId":13,"processUrl":"https://checkout.test/session/13","standing":{"kind":"approved"}}');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (4, 3, 'C1-261120-0004-DDDD', '2026-11-20T12:03:20.500Z', '2026-11-20T12:18:20.500Z', '{"kind":"opened","requestId":14,"processUrl":"https://checkout.test/session/14","standing":{"kind":"rejected","rejection":{"reason":"EX","message":"Expirada","attempts":0}}}');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (5, 4, 'C1-261120-0005-EEEE', '2026-11-20T12:05:00.500Z', '2026-11-20T12:20:00.500Z', '{"kind":"opened","requestId":15,"processUrl":"https://checkout.test/session/15","standing":{"kind":"partial-expired","paid":{"minor":4000,"currency":"CLP"}}}');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (6, 5, 'C1-261120-0006-FFFF', '2026-11-20T12:06:40.500Z', '2026-11-20T12:21:40.500Z', '{"kind":"unopened","why":{"kind":"unreachable","why":"dns"}}');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (7, 6, 'C1-261120-0007-GGGG', '2026-11-20T12:08:20.500Z', '2026-11-20T12:23:20.500Z', '{"kind":"opened","requestId":16,"processUrl":"https://checkout.test/session/16","standing":{"kind":"pending","progress":{"kind":"waiting"}}}');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (8, 7, 'C1-261120-0008-HHHH', '2026-11-20T12:10:00.500Z', '2026-11-20T12:25:00.500Z', '{"kind":"intended"}');
INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state) VALUES (9, 8, 'C1-261120-0009-JJJJ', '2026-11-20T12:11:40.500Z', '2026-11-20T12:26:40.500Z', '{"kind":"opened","requestId":17,"processUrl":"https://checkout.test/session/17","standing":{"kind":"approved"}}');
INSERT INTO transactions (session_id, internal_reference, told) VALUES (1, 101, '{"internalReference":101,"status":"approved","amount":{"minor":12990,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}');
INSERT INTO transactions (session_id, internal_reference, told) VALUES (2, 102, '{"internalReference":102,"status":"rejected","amount":{"minor":5000,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}');
INSERT INTO transactions (session_id, internal_reference, told) VALUES (3, 103, '{"internalReference":103,"status":"approved","amount":{"minor":5000,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}');
INSERT INTO transactions (session_id, internal_reference, told) VALUES (5, 104, '{"internalReference":104,"status":"approved","amount":{"minor":4000,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}');
INSERT INTO transactions (session_id, internal_reference, told) VALUES (9, 105, '{"internalReference":105,"status":"approved","amount":{"minor":400,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}');
INSERT INTO print_jobs (id, sale_id, created_at, copy, state) VALUES (1, 1, '2026-11-20T12:00:40.500Z', '"original"', '{"kind":"printed","target":"archivo"}');
INSERT INTO print_jobs (id, sale_id, created_at, copy, state) VALUES (2, 2, '2026-11-20T12:02:10.500Z', '"original"', '{"kind":"failed","fault":{"what":"sin papel","advice":"poner papel","paper":"unsure"}}');
INSERT INTO print_jobs (id, sale_id, created_at, copy, state) VALUES (3, 8, '2026-11-20T12:28:20.500Z', '"original"', '{"kind":"queued"}');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (1, '2026-11-20T12:00:00.500Z', 1, '{"event":"sale-opened","amount":{"minor":12990,"currency":"CLP"},"allowPartial":false,"description":"Café ñandú"}', X'07C89FF12B8A22EF781CD0830B200E83EC5A6A11F025B475F40BEB38D3F17836');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (2, '2026-11-20T12:00:00.500Z', 1, '{"event":"session-intended","session":1,"reference":"C1-261120-0001-AAAA","expiresAt":"2026-11-20T12:15:00.5Z"}', X'A094344BBD964E456A11B131B691D3789ED812D5DADA2AAF0FAB08410900A1CD');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (3, '2026-11-20T12:00:01.500Z', 1, '{"event":"session-opened","session":1,"requestId":11,"processUrl":"https://checkout.test/session/11"}', X'0EE002B0248C37CE29F54456F63AC2042A32264D71D285BC79D39B3CFA04A812');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (4, '2026-11-20T12:00:30.500Z', 1, '{"event":"session-settled","session":1,"requestId":11,"processUrl":"https://checkout.test/session/11","standing":{"kind":"pending","progress":{"kind":"validating"}},"transactions":[{"internalReference":101,"status":"pending","amount":{"minor":12990,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}]}', X'9C34062D831A9E7F397F816B900BF9A6F52D13FA96DC57C22450534ED15DCB32');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (5, '2026-11-20T12:00:40.500Z', 1, '{"event":"session-settled","session":1,"requestId":11,"processUrl":"https://checkout.test/session/11","standing":{"kind":"approved"},"transactions":[{"internalReference":101,"status":"approved","amount":{"minor":12990,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}]}', X'E997D686B466C3A45633C4AF64F1693FDD7BEE30E0DA7428D2CE86B5F6E2AF9A');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (6, '2026-11-20T12:00:40.500Z', 1, '{"event":"receipt-queued","job":1,"copy":"original"}', X'58F571F6738B2C6FA4F8B465B1D15AF360BC9A7C32C1B4094489702C89B450BC');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (7, '2026-11-20T12:00:41.500Z', 1, '{"event":"receipt-started","job":1}', X'23D982C8347E4C7D586992BE11D0D953C9723A62F49ABFFC86DDCA189D459EAD');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (8, '2026-11-20T12:00:42.500Z', 1, '{"event":"receipt-printed","job":1,"target":"archivo"}', X'3225F08044EC025A041BDB0E1192D777C7CBF5D02DF3A9AB11384E94FBB7F8F7');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (9, '2026-11-20T12:01:40.500Z', 2, '{"event":"sale-opened","amount":{"minor":5000,"currency":"CLP"},"allowPartial":false,"description":"Café ñandú"}', X'D1B38DF9F9DD0D3CBF1D6F36CBDD5F7633EB0255BBA699188A3DCA7DCC898B7F');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (10, '2026-11-20T12:01:40.500Z', 2, '{"event":"session-intended","session":2,"reference":"C1-261120-0002-BBBB","expiresAt":"2026-11-20T12:16:40.5Z"}', X'0F6560B5D828D76F8C82E375D6F23BF513D6468E18411747B2F732B91D25AD51');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (11, '2026-11-20T12:01:41.500Z', 2, '{"event":"session-opened","session":2,"requestId":12,"processUrl":"https://checkout.test/session/12"}', X'643003D0EBC60964949511F163CB6E429D6327D318C18145F480C98CA4079887');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (12, '2026-11-20T12:01:50.500Z', 2, '{"event":"cancel-asked","session":2}', X'4CB9254177C7FBC68A347C1A57496930EF05548952AC187D14878E17BF281844');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (13, '2026-11-20T12:01:51.500Z', 2, '{"event":"session-settled","session":2,"requestId":12,"processUrl":"https://checkout.test/session/12","standing":{"kind":"rejected","rejection":{"reason":"MC","message":"Cancelada","attempts":1}},"transactions":[{"internalReference":102,"status":"rejected","amount":{"minor":5000,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}]}', X'48E621EA40C98831188A7B074FFFE7782B8E4FBD4331952ACD904FBAA2B732FB');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (14, '2026-11-20T12:02:00.500Z', 2, '{"event":"session-intended","session":3,"reference":"C1-261120-0003-CCCC","expiresAt":"2026-11-20T12:17:00.5Z"}', X'66B4F82D8896E3EA4792AC6FDB158AF2A25082683A8667086BAEF942EDC80FA8');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (15, '2026-11-20T12:02:01.500Z', 2, '{"event":"session-opened","session":3,"requestId":13,"processUrl":"https://checkout.test/session/13"}', X'12B2550BF9CA8FAFF6ABAD24603C1BC16238B272AC29BD752B1C4F8CCD1571D8');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (16, '2026-11-20T12:02:10.500Z', 2, '{"event":"session-settled","session":3,"requestId":13,"processUrl":"https://checkout.test/session/13","standing":{"kind":"approved"},"transactions":[{"internalReference":103,"status":"approved","amount":{"minor":5000,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}]}', X'D3E231818BC28FEF09D3E934A4570D10FEC992DB095148089130A7953EB307D5');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (17, '2026-11-20T12:02:10.500Z', 2, '{"event":"receipt-queued","job":2,"copy":"original"}', X'2EEB3C6E3A4B220EB9D5EFBC3B91482D2A4ECFC99D5F3F6D85629206509D8C2A');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (18, '2026-11-20T12:02:11.500Z', 2, '{"event":"session-contradicted","session":2,"told":{"kind":"pending","progress":{"kind":"waiting"}}}', X'10FE59E8D77D4199AAB3A0A28366A1E6D3E69964439C478BA3591AAC3F21BF60');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (19, '2026-11-20T12:02:12.500Z', 2, '{"event":"receipt-started","job":2}', X'2E6380A5932835EC8CC68D0594897B349C74BE33F150C569368020EDFF79920F');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (20, '2026-11-20T12:02:13.500Z', 2, '{"event":"receipt-failed","job":2,"fault":{"what":"sin papel","advice":"poner papel","paper":"unsure"}}', X'FC39532B7D412362E2C38F8C6C229893F9491067875BE638518EDD1A4381B03D');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (21, '2026-11-20T12:03:20.500Z', 3, '{"event":"sale-opened","amount":{"minor":7000,"currency":"CLP"},"allowPartial":false,"description":"Café ñandú"}', X'427918AB0260FF78EA1A06CCCA5FA388AE83FF2D4AC2783C3044FC693CE6EAB4');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (22, '2026-11-20T12:03:20.500Z', 3, '{"event":"session-intended","session":4,"reference":"C1-261120-0004-DDDD","expiresAt":"2026-11-20T12:18:20.5Z"}', X'11FA41A69A23EE65EE7DC68A951D1F2A769B679554485B4148F233A6A1628896');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (23, '2026-11-20T12:03:21.500Z', 3, '{"event":"session-opened","session":4,"requestId":14,"processUrl":"https://checkout.test/session/14"}', X'D7B41D413C7F89BB8004094BC1E5B6312A5266CA6D7F7A998A4401775AAC6D6B');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (24, '2026-11-20T12:18:21.500Z', 3, '{"event":"session-settled","session":4,"requestId":14,"processUrl":"https://checkout.test/session/14","standing":{"kind":"rejected","rejection":{"reason":"EX","message":"Expirada","attempts":0}},"transactions":[]}', X'E255AA303BA591C8DAE0A404907513FFF72666623964D46769D3CD075373D5DE');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (25, '2026-11-20T12:05:00.500Z', 4, '{"event":"sale-opened","amount":{"minor":9000,"currency":"CLP"},"allowPartial":true,"description":"Café ñandú"}', X'EAD81388614EFC79B04DA64CDA255C6A4AEDEEA4954C6ED2ADF78F0BFFC9FE64');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (26, '2026-11-20T12:05:00.500Z', 4, '{"event":"session-intended","session":5,"reference":"C1-261120-0005-EEEE","expiresAt":"2026-11-20T12:20:00.5Z"}', X'34DFFD6C0A092AAA36AE5D285E5B1F0992CBE3401F6FB62953EF901BEFF38501');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (27, '2026-11-20T12:05:01.500Z', 4, '{"event":"session-opened","session":5,"requestId":15,"processUrl":"https://checkout.test/session/15"}', X'A3F9BA1EEA9CCB52B201F39B3801B0568EA82542B742E409821FF0330826708F');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (28, '2026-11-20T12:20:02.500Z', 4, '{"event":"session-settled","session":5,"requestId":15,"processUrl":"https://checkout.test/session/15","standing":{"kind":"partial-expired","paid":{"minor":4000,"currency":"CLP"}},"transactions":[{"internalReference":104,"status":"approved","amount":{"minor":4000,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}]}', X'D0E30CA01C5FCF6B44F8A50FF2CB5FFA10BE96D4035D9CD5765C8F0EF6425426');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (29, '2026-11-20T12:06:40.500Z', 5, '{"event":"sale-opened","amount":{"minor":100,"currency":"CLP"},"allowPartial":false,"description":"Café ñandú"}', X'90A19772C625FFEBB17240B9E8C55342F12D58EE9C348C926E2B027214D56E24');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (30, '2026-11-20T12:06:40.500Z', 5, '{"event":"session-intended","session":6,"reference":"C1-261120-0006-FFFF","expiresAt":"2026-11-20T12:21:40.5Z"}', X'213FA6B61FFD6CFB39922DFBA6EE4890A9C7D13C16233920E9E43920190A9A3F');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (31, '2026-11-20T12:06:41.500Z', 5, '{"event":"session-unopened","session":6,"why":{"kind":"unreachable","why":"dns"}}', X'DCC67026A228F79FFC6D5A184B44123A83917C1A71C52B10E876BA1C8851FEDA');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (32, '2026-11-20T12:08:20.500Z', 6, '{"event":"sale-opened","amount":{"minor":200,"currency":"CLP"},"allowPartial":false,"description":"Café ñandú"}', X'5839AD1E463D0253D663F69F4D90CE7501B5B72AA302E5405E8E857F5A091328');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (33, '2026-11-20T12:08:20.500Z', 6, '{"event":"session-intended","session":7,"reference":"C1-261120-0007-GGGG","expiresAt":"2026-11-20T12:23:20.5Z"}', X'9A533EF5BD5A7DA6398EC857668796D2D87E567343604F6B13ABD1ABE7D68B02');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (34, '2026-11-20T12:08:21.500Z', 6, '{"event":"session-opened","session":7,"requestId":16,"processUrl":"https://checkout.test/session/16"}', X'444D88561A698D9476942623CDD0705AD94D677590554F0D18A7A2110159A556');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (35, '2026-11-20T12:10:00.500Z', 7, '{"event":"sale-opened","amount":{"minor":300,"currency":"CLP"},"allowPartial":false,"description":"Café ñandú"}', X'43EB1796D1F342B65A86D76378AAECAE728372106487E80B9BF77EE266A2B302');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (36, '2026-11-20T12:10:00.500Z', 7, '{"event":"session-intended","session":8,"reference":"C1-261120-0008-HHHH","expiresAt":"2026-11-20T12:25:00.5Z"}', X'E1C2D95297748D07C28BC8DCA9D66CEA12AC1EA554CF57FFD8D83FA74E5549B0');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (37, '2026-11-20T12:11:40.500Z', 8, '{"event":"sale-opened","amount":{"minor":400,"currency":"CLP"},"allowPartial":false,"description":"Café ñandú"}', X'D4776FA114F05FA773B800E6EA9BB4E859B6BE4EA5E5104D25529D802ECEEA28');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (38, '2026-11-20T12:11:40.500Z', 8, '{"event":"session-intended","session":9,"reference":"C1-261120-0009-JJJJ","expiresAt":"2026-11-20T12:26:40.5Z"}', X'5BC2A317A006A44D8C941157C2E37D2281C113DA1282630FCEEAF1BC2336CCB0');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (39, '2026-11-20T12:11:41.500Z', 8, '{"event":"session-opened","session":9,"requestId":17,"processUrl":"https://checkout.test/session/17"}', X'62B4554424BDC8F61F2C755D0C00593FEA5D7C898C3AAA759563360C5003AFCA');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (40, '2026-11-20T12:26:41.500Z', 8, '{"event":"session-settled","session":9,"requestId":17,"processUrl":"https://checkout.test/session/17","standing":{"kind":"rejected","rejection":{"reason":"EX","message":"Expirada","attempts":0}},"transactions":[]}', X'A044F4738A16F584B78AC0F4FA91DC44E8BF2CCC1BD9767C10AA49A9339D0DB6');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (41, '2026-11-20T12:28:20.500Z', 8, '{"event":"session-settled","session":9,"requestId":17,"processUrl":"https://checkout.test/session/17","standing":{"kind":"approved"},"transactions":[{"internalReference":105,"status":"approved","amount":{"minor":400,"currency":"CLP"},"discount":null,"reason":"00","message":"Aprobada","at":"2026-11-20T12:00:01.5Z","method":"Visa","issuer":null,"authorization":"123456","receipt":null,"lastDigits":null,"instalments":null,"refunded":false}]}', X'F7F6FC43F527DE7126717BECD3180725742B91E8003186F33F6AF85B7551B315');
INSERT INTO events (number, at, sale_id, body, hash) VALUES (42, '2026-11-20T12:28:20.500Z', 8, '{"event":"receipt-queued","job":3,"copy":"original"}', X'76E62BCDF78EEAEC2DCE6713EBC3D1CF39E26BC183CC6138B1CEE7206934D02E');
COMMIT;
