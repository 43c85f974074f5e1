PRAGMA application_id=1953066099;
PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE aliases (
	"key" TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(article_id) REFERENCES articles (id)
);
CREATE TABLE articles (
	id TEXT NOT NULL, 
	home_key TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	language TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	content_hash TEXT NOT NULL, 
	cluster_id TEXT NOT NULL, 
	first_seen_at BIGINT NOT NULL, 
	changed_at BIGINT NOT NULL, 
	gone_at BIGINT, 
	score FLOAT, 
	flagged BOOLEAN NOT NULL, 
	rank FLOAT, 
	leads BOOLEAN NOT NULL, 
	state TEXT NOT NULL, 
	review_id INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(review_id) REFERENCES reviews (id)
);
INSERT INTO "articles" VALUES('fea70f244795b9849cdb','fea70f244795b9849cdb','dala','kk',2,'a2c597e09941e0c4396718f14f633958','67765588bdea87bfcb8d0047cbb431ef',1795262400123456,1795348800123456,NULL,0.8,1,6.92583085015918732078e+03,1,'open',NULL);
INSERT INTO "articles" VALUES('67a848f1acc596b99c4b','67a848f1acc596b99c4b','dala','kk',1,'a210bf4098f531a8b9bb599d1853908c','feee2b48f808748b968b063df70274f0',1795262400123456,1795262400123456,NULL,0.9,1,6.9260146640495177054e+03,0,'accepted',1);
CREATE TABLE doors (
	id INTEGER NOT NULL, 
	source_id TEXT NOT NULL, 
	type TEXT NOT NULL, 
	url TEXT NOT NULL, 
	poll_minutes INTEGER NOT NULL, 
	article_pattern TEXT, 
	active BOOLEAN NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	body_hash TEXT, 
	failures INTEGER NOT NULL, 
	trouble TEXT NOT NULL, 
	polled_at BIGINT, 
	succeeded_at BIGINT, 
	due_at BIGINT NOT NULL, 
	was_due_at BIGINT, 
	lease_until BIGINT, 
	fence INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (source_id, type, url), 
	FOREIGN KEY(source_id) REFERENCES sources (id)
);
INSERT INTO "doors" VALUES(1,'dala','feed','https://dala.kz/rss/0',30,NULL,1,NULL,NULL,NULL,0,'',1795262400123456,1795262400123456,1795264200123456,1795264200123456,NULL,4);
CREATE TABLE fetches (
	id INTEGER NOT NULL, 
	run_id INTEGER, 
	door_id INTEGER, 
	url_key TEXT, 
	article_id TEXT, 
	outcome TEXT, 
	url TEXT NOT NULL, 
	final_url TEXT NOT NULL, 
	status INTEGER, 
	fetched_at BIGINT NOT NULL, 
	content_type TEXT, 
	bytes INTEGER NOT NULL, 
	warc_file TEXT, 
	warc_offset INTEGER, 
	warc_length INTEGER, 
	body_sha256 TEXT, 
	detail TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(run_id) REFERENCES runs (id), 
	FOREIGN KEY(door_id) REFERENCES doors (id)
);
INSERT INTO "fetches" VALUES(1,1,NULL,'fea70f244795b9849cdb','fea70f244795b9849cdb','stored','https://dala.kz/1','https://dala.kz/1',200,1795262400123456,'text/html',1234,'run-1.warc.gz',5000000000,1200,'abababababababababababababababababababababababababababababababab','');
INSERT INTO "fetches" VALUES(2,1,NULL,'fea70f244795b9849cdb','fea70f244795b9849cdb','updated','https://dala.kz/1','https://dala.kz/1',200,1795348800123456,'text/html',1234,'run-1.warc.gz',5000000000,1200,'abababababababababababababababababababababababababababababababab','');
INSERT INTO "fetches" VALUES(3,1,NULL,'67a848f1acc596b99c4b','67a848f1acc596b99c4b','stored','https://dala.kz/2','https://dala.kz/2',200,1795262400123456,'text/html',1234,'run-1.warc.gz',5000000000,1200,'abababababababababababababababababababababababababababababababab','');
CREATE TABLE outbox (
	sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	article_id TEXT NOT NULL, 
	refused TEXT, 
	UNIQUE (article_id)
);
INSERT INTO "outbox" VALUES(2,'fea70f244795b9849cdb',NULL);
INSERT INTO "outbox" VALUES(4,'67a848f1acc596b99c4b',NULL);
CREATE TABLE reviews (
	id INTEGER NOT NULL, 
	article_id TEXT NOT NULL, 
	cluster_id TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	reason TEXT, 
	reviewer TEXT NOT NULL, 
	decided_at BIGINT NOT NULL, 
	form_key TEXT NOT NULL, 
	supersedes INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (form_key), 
	FOREIGN KEY(supersedes) REFERENCES reviews (id)
);
INSERT INTO "reviews" VALUES(1,'67a848f1acc596b99c4b','feee2b48f808748b968b063df70274f0','accept',NULL,'reviewer',1795266000123456,'form-1',NULL);
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	started_at BIGINT NOT NULL, 
	finished_at BIGINT, 
	candidates INTEGER NOT NULL, 
	doors_polled INTEGER NOT NULL, 
	doors_failed INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES(1,'crawl',1795262400123456,1795348800123456,2,0,0);
CREATE TABLE sources (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	configured BOOLEAN NOT NULL, 
	active BOOLEAN NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "sources" VALUES('dala','Dala',1,1,'{"id":"dala","name":"Dala","url":"https://dala.kz/","languages":["kk","ru"],"country":"KZ","kind":"media","doors":[{"type":"feed","url":"https://dala.kz/rss/0","poll_minutes":30,"article_pattern":null}],"family":null,"mirrors":["https://mirror.dala.kz/"],"enabled":true,"delay_seconds":null,"timezone":null,"notes":""}');
CREATE TABLE tallies (
	run_id INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	pages INTEGER NOT NULL, 
	PRIMARY KEY (run_id, outcome), 
	FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "tallies" VALUES(1,'stored',2);
INSERT INTO "tallies" VALUES(1,'updated',1);
CREATE TABLE undos (
	review_id INTEGER NOT NULL, 
	undone_at BIGINT NOT NULL, 
	form_key TEXT NOT NULL, 
	PRIMARY KEY (review_id), 
	FOREIGN KEY(review_id) REFERENCES reviews (id), 
	UNIQUE (form_key)
);
CREATE TABLE urls (
	"key" TEXT NOT NULL, 
	url TEXT NOT NULL, 
	host TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	item TEXT NOT NULL, 
	text_hash TEXT, 
	state TEXT, 
	attempts INTEGER NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	visited_at BIGINT, 
	article_id TEXT, 
	due_at BIGINT, 
	was_due_at BIGINT, 
	lease_until BIGINT, 
	fence INTEGER NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(source_id) REFERENCES sources (id)
);
INSERT INTO "urls" VALUES('fea70f244795b9849cdb','https://dala.kz/1','dala.kz','dala','{"url":"https://dala.kz/1"}',NULL,'updated',0,NULL,NULL,1795348800123456,'fea70f244795b9849cdb',1795867200123456,1795266000123456,NULL,4);
INSERT INTO "urls" VALUES('67a848f1acc596b99c4b','https://dala.kz/2','dala.kz','dala','{"url":"https://dala.kz/2"}',NULL,'stored',0,NULL,NULL,1795262400123456,'67a848f1acc596b99c4b',1795266000123456,1795262400123456,NULL,2);
CREATE TABLE versions (
	article_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	seen_at BIGINT NOT NULL, 
	url TEXT NOT NULL, 
	canonical_url TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	author TEXT, 
	published_at BIGINT, 
	published_from TEXT, 
	modified_at BIGINT, 
	modified_from TEXT, 
	language TEXT NOT NULL, 
	script TEXT NOT NULL, 
	confidence FLOAT NOT NULL, 
	verdict TEXT, 
	PRIMARY KEY (article_id, number), 
	FOREIGN KEY(article_id) REFERENCES articles (id)
);
INSERT INTO "versions" VALUES('fea70f244795b9849cdb',1,1795262400123456,'https://dala.kz/1','https://dala.kz/1','dala','Тақырып','Бірінші мәтін.','Айгерім Сапарова',1795258800123456,'json-ld',NULL,NULL,'kk','Cyrl',0.97,'{"score":0.9,"flagged":true,"classes":{"P":0.9,"N":0.25,"J":0.125},"methods":[["P3",0.5],["N1",0.25]],"evidence":[[0,14,"\u0411\u0456\u0440\u0456\u043d\u0448\u0456 \u043c\u04d9\u0442\u0456\u043d."]],"model":"test-1"}');
INSERT INTO "versions" VALUES('fea70f244795b9849cdb',2,1795348800123456,'https://dala.kz/1','https://dala.kz/1','dala','Түзетілді','Түзетілген мәтін.','Айгерім Сапарова',1795258800123456,'json-ld',1795348800123456,'meta','kk','Cyrl',0.97,'{"score":0.8,"flagged":true,"classes":{"P":0.8,"N":0.25,"J":0.125},"methods":[["P3",0.5],["N1",0.25]],"evidence":[[0,17,"\u0422\u04af\u0437\u0435\u0442\u0456\u043b\u0433\u0435\u043d \u043c\u04d9\u0442\u0456\u043d."]],"model":"test-1"}');
INSERT INTO "versions" VALUES('67a848f1acc596b99c4b',1,1795262400123456,'https://dala.kz/2','https://dala.kz/2','dala','Тақырып','Мәтін https://dala.kz/2',NULL,NULL,NULL,NULL,NULL,'kk','Cyrl',0.97,'{"score":0.9,"flagged":true,"classes":{"P":0.9,"N":0.25,"J":0.125},"methods":[["P3",0.5],["N1",0.25]],"evidence":[[0,23,"\u041c\u04d9\u0442\u0456\u043d https://dala.kz/2"]],"model":"test-1"}');
CREATE INDEX ix_reviews_article_id ON reviews (article_id);
CREATE INDEX reviews_by_reviewer ON reviews (reviewer, id);
CREATE INDEX ix_reviews_cluster_id ON reviews (cluster_id);
CREATE INDEX urls_quarantined ON urls ("key") WHERE state = 'quarantined';
CREATE INDEX urls_due ON urls (due_at, source_id) WHERE due_at IS NOT NULL;
CREATE INDEX urls_leased ON urls (host, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX urls_due_by_host ON urls (host, due_at, source_id) WHERE due_at IS NOT NULL;
CREATE INDEX articles_pending ON articles (id) WHERE score IS NULL;
CREATE INDEX articles_queue_language ON articles (language, rank, id) WHERE leads IS 1;
CREATE INDEX ix_articles_cluster_id ON articles (cluster_id);
CREATE INDEX articles_reviewed ON articles (review_id) WHERE review_id IS NOT NULL;
CREATE INDEX articles_queue ON articles (rank, id) WHERE leads IS 1;
CREATE INDEX articles_of_source ON articles (source_id, flagged, first_seen_at);
CREATE INDEX ix_fetches_article_id ON fetches (article_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',4);
COMMIT;
