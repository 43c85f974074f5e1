CREATE TABLE public.aliases (
    key text NOT NULL,
    article_id text NOT NULL
);
CREATE TABLE public.articles (
    id text NOT NULL,
    home_key text NOT NULL,
    source_id text NOT NULL,
    language text NOT NULL,
    version integer NOT NULL,
    content_hash text NOT NULL,
    cluster_id text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    score double precision,
    flagged boolean NOT NULL,
    rank double precision,
    leads boolean NOT NULL,
    state text NOT NULL,
    review_id bigint
);
CREATE TABLE public.doors (
    id bigint NOT NULL,
    source_id text NOT NULL,
    type text NOT NULL,
    url text NOT NULL,
    poll_minutes integer NOT NULL,
    article_pattern text,
    active boolean NOT NULL,
    etag text,
    last_modified text,
    body_hash text,
    failures integer NOT NULL,
    trouble text NOT NULL,
    polled_at timestamp with time zone,
    succeeded_at timestamp with time zone,
    due_at timestamp with time zone NOT NULL,
    was_due_at timestamp with time zone,
    lease_until timestamp with time zone,
    fence integer NOT NULL
);
CREATE SEQUENCE public.doors_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.doors_id_seq OWNED BY public.doors.id;
CREATE TABLE public.fetches (
    id bigint NOT NULL,
    run_id bigint,
    door_id bigint,
    url_key text,
    article_id text,
    outcome text,
    url text NOT NULL,
    final_url text NOT NULL,
    status integer,
    fetched_at timestamp with time zone NOT NULL,
    content_type text,
    bytes bigint NOT NULL,
    warc_file text,
    warc_offset bigint,
    warc_length bigint,
    body_sha256 text,
    detail text NOT NULL
);
CREATE SEQUENCE public.fetches_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.fetches_id_seq OWNED BY public.fetches.id;
CREATE TABLE public.outbox (
    sequence bigint NOT NULL,
    article_id text NOT NULL,
    refused text
);
CREATE SEQUENCE public.outbox_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_sequence_seq OWNED BY public.outbox.sequence;
CREATE TABLE public.reviews (
    id bigint NOT NULL,
    article_id text NOT NULL,
    cluster_id text NOT NULL,
    decision text NOT NULL,
    reason text,
    reviewer text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    form_key text NOT NULL,
    supersedes bigint
);
CREATE SEQUENCE public.reviews_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.reviews_id_seq OWNED BY public.reviews.id;
CREATE TABLE public.runs (
    id bigint NOT NULL,
    kind text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    candidates integer NOT NULL,
    doors_polled integer NOT NULL,
    doors_failed integer NOT NULL
);
CREATE SEQUENCE public.runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.runs_id_seq OWNED BY public.runs.id;
CREATE TABLE public.sources (
    id text NOT NULL,
    name text NOT NULL,
    configured boolean NOT NULL,
    active boolean NOT NULL,
    record text NOT NULL
);
CREATE TABLE public.tallies (
    run_id bigint NOT NULL,
    outcome text NOT NULL,
    pages integer NOT NULL
);
CREATE TABLE public.tilshi_schema (
    version integer NOT NULL
);
CREATE SEQUENCE public.tilshi_schema_version_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.tilshi_schema_version_seq OWNED BY public.tilshi_schema.version;
CREATE TABLE public.undos (
    review_id bigint NOT NULL,
    undone_at timestamp with time zone NOT NULL,
    form_key text NOT NULL
);
CREATE TABLE public.urls (
    key text NOT NULL,
    url text NOT NULL,
    host text NOT NULL,
    source_id text NOT NULL,
    item text NOT NULL,
    text_hash text,
    state text,
    attempts integer NOT NULL,
    etag text,
    last_modified text,
    visited_at timestamp with time zone,
    article_id text,
    due_at timestamp with time zone,
    was_due_at timestamp with time zone,
    lease_until timestamp with time zone,
    fence integer NOT NULL
);
CREATE TABLE public.versions (
    article_id text NOT NULL,
    number integer NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    url text NOT NULL,
    canonical_url text NOT NULL,
    source_id text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    author text,
    published_at timestamp with time zone,
    published_from text,
    modified_at timestamp with time zone,
    modified_from text,
    language text NOT NULL,
    script text NOT NULL,
    confidence double precision NOT NULL,
    verdict text,
    header text,
    loss text,
    removed text
);
ALTER TABLE ONLY public.doors ALTER COLUMN id SET DEFAULT nextval('public.doors_id_seq'::regclass);
ALTER TABLE ONLY public.fetches ALTER COLUMN id SET DEFAULT nextval('public.fetches_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN sequence SET DEFAULT nextval('public.outbox_sequence_seq'::regclass);
ALTER TABLE ONLY public.reviews ALTER COLUMN id SET DEFAULT nextval('public.reviews_id_seq'::regclass);
ALTER TABLE ONLY public.runs ALTER COLUMN id SET DEFAULT nextval('public.runs_id_seq'::regclass);
ALTER TABLE ONLY public.tilshi_schema ALTER COLUMN version SET DEFAULT nextval('public.tilshi_schema_version_seq'::regclass);
INSERT INTO public.articles VALUES ('fea70f244795b9849cdb', 'fea70f244795b9849cdb', 'dala', 'kk', 2, 'a2c597e09941e0c4396718f14f633958', '67765588bdea87bfcb8d0047cbb431ef', '2026-11-21 12:00:00.123456+00', '2026-11-22 12:00:00.123456+00', NULL, 0.8, true, 6925.830850159187, true, 'open', NULL);
INSERT INTO public.articles VALUES ('67a848f1acc596b99c4b', '67a848f1acc596b99c4b', 'dala', 'kk', 1, 'a210bf4098f531a8b9bb599d1853908c', 'feee2b48f808748b968b063df70274f0', '2026-11-21 12:00:00.123456+00', '2026-11-21 12:00:00.123456+00', NULL, 0.9, true, 6926.014664049518, false, 'accepted', 1);
INSERT INTO public.doors VALUES (1, 'dala', 'feed', 'https://dala.kz/rss/0', 30, NULL, true, NULL, NULL, NULL, 0, '', '2026-11-21 12:00:00.123456+00', '2026-11-21 12:00:00.123456+00', '2026-11-21 12:30:00.123456+00', '2026-11-21 12:30:00.123456+00', NULL, 4);
INSERT INTO public.fetches VALUES (1, 1, NULL, 'fea70f244795b9849cdb', 'fea70f244795b9849cdb', 'stored', 'https://dala.kz/1', 'https://dala.kz/1', 200, '2026-11-21 12:00:00.123456+00', 'text/html', 1234, 'run-1.warc.gz', 5000000000, 1200, 'abababababababababababababababababababababababababababababababab', '');
INSERT INTO public.fetches VALUES (2, 1, NULL, 'fea70f244795b9849cdb', 'fea70f244795b9849cdb', 'updated', 'https://dala.kz/1', 'https://dala.kz/1', 200, '2026-11-22 12:00:00.123456+00', 'text/html', 1234, 'run-1.warc.gz', 5000000000, 1200, 'abababababababababababababababababababababababababababababababab', '');
INSERT INTO public.fetches VALUES (3, 1, NULL, '67a848f1acc596b99c4b', '67a848f1acc596b99c4b', 'stored', 'https://dala.kz/2', 'https://dala.kz/2', 200, '2026-11-21 12:00:00.123456+00', 'text/html', 1234, 'run-1.warc.gz', 5000000000, 1200, 'abababababababababababababababababababababababababababababababab', '');
INSERT INTO public.outbox VALUES (2, 'fea70f244795b9849cdb', NULL);
INSERT INTO public.outbox VALUES (4, '67a848f1acc596b99c4b', NULL);
INSERT INTO public.reviews VALUES (1, '67a848f1acc596b99c4b', 'feee2b48f808748b968b063df70274f0', 'accept', NULL, 'reviewer', '2026-11-21 13:00:00.123456+00', 'form-1', NULL);
INSERT INTO public.runs VALUES (1, 'crawl', '2026-11-21 12:00:00.123456+00', '2026-11-22 12:00:00.123456+00', 2, 0, 0);
INSERT INTO public.sources VALUES ('dala', 'Dala', true, true, '{"id":"dala","name":"Dala","url":"https://dala.kz/","languages":["kk","ru"],"country":"KZ","kind":"media","doors":[{"type":"feed","url":"https://dala.kz/rss/0","poll_minutes":30,"article_pattern":null}],"family":null,"mirrors":["https://mirror.dala.kz/"],"enabled":true,"delay_seconds":null,"timezone":null,"notes":""}');
INSERT INTO public.tallies VALUES (1, 'updated', 1);
INSERT INTO public.tallies VALUES (1, 'stored', 2);
INSERT INTO public.tilshi_schema VALUES (2);
INSERT INTO public.urls VALUES ('fea70f244795b9849cdb', 'https://dala.kz/1', 'dala.kz', 'dala', '{"url":"https://dala.kz/1"}', NULL, 'updated', 0, NULL, NULL, '2026-11-22 12:00:00.123456+00', 'fea70f244795b9849cdb', '2026-11-28 12:00:00.123456+00', '2026-11-21 13:00:00.123456+00', NULL, 4);
INSERT INTO public.urls VALUES ('67a848f1acc596b99c4b', 'https://dala.kz/2', 'dala.kz', 'dala', '{"url":"https://dala.kz/2"}', NULL, 'stored', 0, NULL, NULL, '2026-11-21 12:00:00.123456+00', '67a848f1acc596b99c4b', '2026-11-21 13:00:00.123456+00', '2026-11-21 12:00:00.123456+00', NULL, 2);
INSERT INTO public.versions VALUES ('fea70f244795b9849cdb', 1, '2026-11-21 12:00:00.123456+00', 'https://dala.kz/1', 'https://dala.kz/1', 'dala', 'Тақырып', 'Бірінші мәтін.', 'Айгерім Сапарова', '2026-11-21 11:00:00.123456+00', 'json-ld', NULL, NULL, 'kk', 'Cyrl', 0.97, '{"score":0.9,"flagged":true,"classes":{"P":0.9,"N":0.25,"J":0.125},"methods":[["P3",0.5],["N1",0.25]],"evidence":[[0,14,"\u0411\u0456\u0440\u0456\u043d\u0448\u0456 \u043c\u04d9\u0442\u0456\u043d."]],"model":"test-1","facts":[]}', NULL, NULL, NULL);
INSERT INTO public.versions VALUES ('fea70f244795b9849cdb', 2, '2026-11-22 12:00:00.123456+00', 'https://dala.kz/1', 'https://dala.kz/1', 'dala', 'Түзетілді', 'Түзетілген мәтін.', 'Айгерім Сапарова', '2026-11-21 11:00:00.123456+00', 'json-ld', '2026-11-22 12:00:00.123456+00', 'meta', 'kk', 'Cyrl', 0.97, '{"score":0.8,"flagged":true,"classes":{"P":0.8,"N":0.25,"J":0.125},"methods":[["P3",0.5],["N1",0.25]],"evidence":[[0,17,"\u0422\u04af\u0437\u0435\u0442\u0456\u043b\u0433\u0435\u043d \u043c\u04d9\u0442\u0456\u043d."]],"model":"test-1","facts":[]}', NULL, NULL, NULL);
INSERT INTO public.versions VALUES ('67a848f1acc596b99c4b', 1, '2026-11-21 12:00:00.123456+00', 'https://dala.kz/2', 'https://dala.kz/2', 'dala', 'Тақырып', 'Мәтін https://dala.kz/2', NULL, NULL, NULL, NULL, NULL, 'kk', 'Cyrl', 0.97, '{"score":0.9,"flagged":true,"classes":{"P":0.9,"N":0.25,"J":0.125},"methods":[["P3",0.5],["N1",0.25]],"evidence":[[0,23,"\u041c\u04d9\u0442\u0456\u043d https://dala.kz/2"]],"model":"test-1","facts":[]}', NULL, NULL, NULL);
SELECT pg_catalog.setval('public.doors_id_seq', 1, true);
SELECT pg_catalog.setval('public.fetches_id_seq', 3, true);
SELECT pg_catalog.setval('public.outbox_sequence_seq', 4, true);
SELECT pg_catalog.setval('public.reviews_id_seq', 1, true);
SELECT pg_catalog.setval('public.runs_id_seq', 1, true);
SELECT pg_catalog.setval('public.tilshi_schema_version_seq', 1, false);
ALTER TABLE ONLY public.aliases
    ADD CONSTRAINT aliases_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.doors
    ADD CONSTRAINT doors_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.doors
    ADD CONSTRAINT doors_source_id_type_url_key UNIQUE (source_id, type, url);
ALTER TABLE ONLY public.fetches
    ADD CONSTRAINT fetches_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_article_id_key UNIQUE (article_id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (sequence);
ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT reviews_form_key_key UNIQUE (form_key);
ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT reviews_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tallies
    ADD CONSTRAINT tallies_pkey PRIMARY KEY (run_id, outcome);
ALTER TABLE ONLY public.tilshi_schema
    ADD CONSTRAINT tilshi_schema_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.undos
    ADD CONSTRAINT undos_form_key_key UNIQUE (form_key);
ALTER TABLE ONLY public.undos
    ADD CONSTRAINT undos_pkey PRIMARY KEY (review_id);
ALTER TABLE ONLY public.urls
    ADD CONSTRAINT urls_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_pkey PRIMARY KEY (article_id, number);
CREATE INDEX articles_of_source ON public.articles USING btree (source_id, flagged, first_seen_at);
CREATE INDEX articles_pending ON public.articles USING btree (id) WHERE (score IS NULL);
CREATE INDEX articles_queue ON public.articles USING btree (rank, id) WHERE (leads IS TRUE);
CREATE INDEX articles_queue_language ON public.articles USING btree (language, rank, id) WHERE (leads IS TRUE);
CREATE INDEX articles_reviewed ON public.articles USING btree (review_id) WHERE (review_id IS NOT NULL);
CREATE INDEX ix_articles_cluster_id ON public.articles USING btree (cluster_id);
CREATE INDEX ix_fetches_article_id ON public.fetches USING btree (article_id);
CREATE INDEX ix_reviews_article_id ON public.reviews USING btree (article_id);
CREATE INDEX ix_reviews_cluster_id ON public.reviews USING btree (cluster_id);
CREATE INDEX reviews_by_reviewer ON public.reviews USING btree (reviewer, id);
CREATE INDEX urls_due ON public.urls USING btree (due_at, source_id) WHERE (due_at IS NOT NULL);
CREATE INDEX urls_due_by_host ON public.urls USING btree (host, due_at, source_id) WHERE (due_at IS NOT NULL);
CREATE INDEX urls_leased ON public.urls USING btree (host, lease_until) WHERE (lease_until IS NOT NULL);
CREATE INDEX urls_quarantined ON public.urls USING btree (key) WHERE (state = 'quarantined'::text);
CREATE INDEX versions_with_loss ON public.versions USING btree (article_id, number) WHERE (loss IS NOT NULL);
ALTER TABLE ONLY public.aliases
    ADD CONSTRAINT aliases_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.reviews(id);
ALTER TABLE ONLY public.doors
    ADD CONSTRAINT doors_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.sources(id);
ALTER TABLE ONLY public.fetches
    ADD CONSTRAINT fetches_door_id_fkey FOREIGN KEY (door_id) REFERENCES public.doors(id);
ALTER TABLE ONLY public.fetches
    ADD CONSTRAINT fetches_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.runs(id);
ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT reviews_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES public.reviews(id);
ALTER TABLE ONLY public.tallies
    ADD CONSTRAINT tallies_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.runs(id);
ALTER TABLE ONLY public.undos
    ADD CONSTRAINT undos_review_id_fkey FOREIGN KEY (review_id) REFERENCES public.reviews(id);
ALTER TABLE ONLY public.urls
    ADD CONSTRAINT urls_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.sources(id);
ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id);
