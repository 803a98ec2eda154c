BEGIN TRANSACTION;
CREATE TABLE "absences" ( "id" text NOT NULL PRIMARY KEY, "person" text NOT NULL, "first_day" text NOT NULL, "last_day" text NOT NULL, "deputy" text NULL, "tasks" text NOT NULL, "entered_by" text NOT NULL, "entered_at" varchar(27) NOT NULL );
CREATE TABLE "archive_waits" ( "case_id" blob(16) NOT NULL, "until" varchar(27) NOT NULL, PRIMARY KEY ("case_id"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
CREATE TABLE "archived_cases" ( "id" blob(16) NOT NULL PRIMARY KEY, "process" text NOT NULL, "version" text NOT NULL, "outcome" text NOT NULL, "owner" text NOT NULL, "launcher" text NOT NULL, "title" text NOT NULL, "amount_minor" integer NULL, "currency" text NULL, "direction" text NULL, "errand" boolean NOT NULL, "revision" integer NOT NULL, "opened_at" varchar(27) NOT NULL, "finished_at" varchar(27) NOT NULL, "archived_at" varchar(27) NOT NULL, "body" text NOT NULL );
CREATE TABLE "archived_people" ( "person" text NOT NULL, "case_id" blob(16) NOT NULL, PRIMARY KEY ("person", "case_id"), FOREIGN KEY ("case_id") REFERENCES "archived_cases" ("id") );
CREATE TABLE "case_people" ( "person" text NOT NULL, "case_id" blob(16) NOT NULL, PRIMARY KEY ("person", "case_id"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
INSERT INTO "case_people" VALUES('anna',X'01A303550300725E91428D45D1A84DA0');
INSERT INTO "case_people" VALUES('anna',X'01A3035503007792A204C1E9C7C151A2');
INSERT INTO "case_people" VALUES('anna',X'01A3035503007FF99783F935D5F5B73F');
INSERT INTO "case_people" VALUES('anna',X'01A3035503007D9BB420E1E7B5471D12');
INSERT INTO "case_people" VALUES('boris',X'01A3035503007792A204C1E9C7C151A2');
INSERT INTO "case_people" VALUES('boris',X'01A303550300725E91428D45D1A84DA0');
INSERT INTO "case_people" VALUES('boris',X'01A3035503007D9BB420E1E7B5471D12');
INSERT INTO "case_people" VALUES('olga',X'01A3035503007792A204C1E9C7C151A2');
INSERT INTO "case_people" VALUES('olga',X'01A303550300725E91428D45D1A84DA0');
CREATE TABLE "cases" ( "id" blob(16) NOT NULL PRIMARY KEY, "process" text NOT NULL, "version" text NOT NULL, "stage" text NULL, "status" text NOT NULL, "outcome" text NULL, "owner" text NOT NULL, "launcher" text NOT NULL, "title" text NOT NULL, "amount_minor" integer NULL, "currency" text NULL, "direction" text NULL, "errand" boolean NOT NULL, "revision" integer NOT NULL, "opened_at" varchar(27) NOT NULL, "finished_at" varchar(27) NULL, "next_due_at" varchar(27) NULL, "state" text NOT NULL );
INSERT INTO "cases" VALUES(X'01A303550300725E91428D45D1A84DA0','short_sale','62acfa62ca55cab2','order','open',NULL,'anna','anna','Стоит на звонке',NULL,NULL,NULL,0,12,'2027-01-11T06:00:00.000000Z',NULL,'2027-01-12T06:00:00.000000Z','{"id":"01a30355-0300-725e-9142-8d45d1a84da0","process":"short_sale","version":"62acfa62ca55cab2","revision":12,"launcher":"anna","owner":"anna","phase":{"running":{"stage":"order","visit":1,"tokens":{"1":{"number":1,"step":"call","state":{"task":1},"again":null,"waits":0,"of":"order","within":null}},"loops":[],"limit_at":null,"gap_at":null}},"opened_at":"2027-01-11T06:00:00Z","data":{"company":{"organisation":{"described":{"name":"ООО «Ромашка»"}}},"title":{"text":"Стоит на звонке"}},"tasks":{"1":{"number":1,"origin":{"step":{"stage":"order","step":"call","token":1}},"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","holder":{"assigned":"anna"},"due_at":"2027-01-12T06:00:00Z","first_due_at":"2027-01-12T06:00:00Z","created_at":"2027-01-11T06:00:00Z","created_by":"anna","note":null,"postponed":0,"date_by_hand":false,"dated":{"from":"2027-01-11T06:00:00Z","of":"anna","given":"2027-01-12T06:00:00Z","zone":"Europe/Moscow","calendar":"ru"},"alarm":{"occurrence":4,"at":"2027-01-14T06:00:00Z","kind":{"rung":2},"counted":{"from":"2027-01-12T06:00:00Z"}},"alarms_given":4,"climbed":2,"trail":{"taken":{"1":"2027-01-12T06:00:00Z","2":"2027-01-13T06:00:00Z"}}}},"visits":{"order":1},"returns":[],"finished_activities":[],"signals":[],"approvals":[],"escalations":{"1":{"number":1,"task":1,"rung":1,"to":"boris","offered":false,"at":"2027-01-12T06:00:00Z","late_by_minutes":0},"2":{"number":2,"task":1,"rung":2,"to":"olga","offered":false,"at":"2027-01-13T06:00:00Z","late_by_minutes":480}},"incidents":{},"people":["anna","boris","olga"],"workers":[],"stood_in":[],"offered":{},"handed_over":[],"passed_on":[],"continues":null,"successor":null,"parent":null,"points":[],"active_at":"2027-01-11T06:00:00Z","silences":{},"form":2,"counters":{"tasks":1,"tokens":1,"escalations":2,"incidents":0,"notices":3,"points":0,"gaps":0}}');
INSERT INTO "cases" VALUES(X'01A3035503007792A204C1E9C7C151A2','short_sale','62acfa62ca55cab2','invoice','open',NULL,'anna','anna','Прошла звонок',200000,'RUB',NULL,0,22,'2027-01-11T06:00:00.000000Z',NULL,'2027-01-11T10:00:00.000000Z','{"id":"01a30355-0300-7792-a204-c1e9c7c151a2","process":"short_sale","version":"62acfa62ca55cab2","revision":22,"launcher":"anna","owner":"anna","phase":{"running":{"stage":"invoice","visit":1,"tokens":{"2":{"number":2,"step":"send_invoice","state":{"task":2},"again":null,"waits":0,"of":"invoice","within":null}},"loops":[],"limit_at":null,"gap_at":null}},"opened_at":"2027-01-11T06:00:00Z","data":{"amount":{"money":{"minor":200000,"currency":"RUB"}},"company":{"organisation":{"described":{"name":"ООО «Ромашка»"}}},"products":{"list":[{"cost":{"money":{"minor":200000,"currency":"RUB"}},"name":{"text":"Вентилятор"},"price":{"money":{"minor":100000,"currency":"RUB"}},"quantity":{"integer":2}}]},"title":{"text":"Прошла звонок"}},"tasks":{"2":{"number":2,"origin":{"step":{"stage":"invoice","step":"send_invoice","token":2}},"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","holder":{"assigned":"anna"},"due_at":"2027-01-11T10:00:00Z","first_due_at":"2027-01-11T10:00:00Z","created_at":"2027-01-11T06:00:00Z","created_by":"anna","note":null,"postponed":0,"date_by_hand":false,"dated":{"from":"2027-01-11T06:00:00Z","of":"anna","given":"2027-01-11T10:00:00Z","zone":"Europe/Moscow","calendar":"ru"},"alarm":null,"alarms_given":4,"climbed":3,"trail":{"taken":{"1":"2027-01-11T10:00:00Z","2":"2027-01-12T11:00:00Z","3":"2027-01-13T11:00:00Z"}}}},"visits":{"invoice":1,"order":1},"returns":[],"finished_activities":[],"signals":[],"approvals":[],"escalations":{"1":{"number":1,"task":2,"rung":1,"to":"boris","offered":false,"at":"2027-01-11T10:00:00Z","late_by_minutes":0},"2":{"number":2,"task":2,"rung":2,"to":"olga","offered":false,"at":"2027-01-12T11:00:00Z","late_by_minutes":480},"3":{"number":3,"task":2,"rung":3,"to":"boris","offered":true,"at":"2027-01-13T11:00:00Z","late_by_minutes":960}},"incidents":{},"people":["anna","boris","olga"],"workers":["anna"],"stood_in":[],"offered":{"2":["boris"]},"handed_over":[],"passed_on":[],"continues":null,"successor":null,"parent":null,"points":[],"active_at":"2027-01-11T06:00:00Z","silences":{},"form":2,"counters":{"tasks":2,"tokens":2,"escalations":3,"incidents":0,"notices":4,"points":0,"gaps":0}}');
INSERT INTO "cases" VALUES(X'01A3035503007FF99783F935D5F5B73F','short_sale','62acfa62ca55cab2',NULL,'finished','lost','anna','anna','Закончена',NULL,NULL,NULL,0,8,'2027-01-11T06:00:00.000000Z','2027-01-11T06:00:00.000000Z',NULL,'{"id":"01a30355-0300-7ff9-9783-f935d5f5b73f","process":"short_sale","version":"62acfa62ca55cab2","revision":8,"launcher":"anna","owner":"anna","phase":{"finished":{"outcome":"lost","at":"2027-01-11T06:00:00Z"}},"opened_at":"2027-01-11T06:00:00Z","data":{"close_reason":{"choice":"price"},"company":{"organisation":{"described":{"name":"ООО «Ромашка»"}}},"title":{"text":"Закончена"}},"tasks":{},"visits":{"order":1},"returns":[],"finished_activities":[],"signals":[],"approvals":[],"escalations":{},"incidents":{},"people":["anna"],"workers":["anna"],"stood_in":[],"offered":{},"handed_over":[],"passed_on":[],"continues":null,"successor":null,"parent":null,"points":[],"active_at":"2027-01-11T06:00:00Z","silences":{},"form":2,"counters":{"tasks":1,"tokens":1,"escalations":0,"incidents":0,"notices":0,"points":0,"gaps":0}}');
INSERT INTO "cases" VALUES(X'01A3035503007D9BB420E1E7B5471D12','errand','6522cf7814f326a7',NULL,'open',NULL,'anna','anna','Поручение',NULL,NULL,NULL,1,5,'2027-01-11T06:00:00.000000Z',NULL,'2027-01-12T10:00:00.000000Z','{"id":"01a30355-0300-7d9b-b420-e1e7b5471d12","process":"errand","version":"6522cf7814f326a7","revision":5,"launcher":"anna","owner":"anna","phase":"errand","opened_at":"2027-01-11T06:00:00Z","data":{"title":{"text":"Поручение"}},"tasks":{"1":{"number":1,"origin":{"hand":"anna"},"title":{"any":"Поручение"},"kind":"other","holder":{"assigned":"anna"},"due_at":"2027-01-12T10:00:00Z","first_due_at":"2027-01-12T10:00:00Z","created_at":"2027-01-11T06:00:00Z","created_by":"anna","note":null,"postponed":0,"date_by_hand":true,"promise":{"at":"2027-01-12T10:00:00Z","of":"anna","zone":"Europe/Moscow"},"alarm":null,"alarms_given":1,"climbed":1,"trail":{"taken":{"1":"2027-01-12T10:00:00Z"}}}},"visits":{},"returns":[],"finished_activities":[],"signals":[],"approvals":[],"escalations":{"1":{"number":1,"task":1,"rung":1,"to":"boris","offered":false,"at":"2027-01-12T10:00:00Z","late_by_minutes":0}},"incidents":{},"people":["anna","boris"],"workers":[],"stood_in":[],"offered":{},"handed_over":[],"passed_on":[],"continues":null,"successor":null,"parent":null,"points":[],"active_at":"2027-01-11T06:00:00Z","silences":{},"form":2,"counters":{"tasks":1,"tokens":0,"escalations":1,"incidents":0,"notices":1,"points":0,"gaps":0}}');
CREATE TABLE "clock" ( "id" integer NOT NULL PRIMARY KEY, "standing_at" varchar(27) NOT NULL );
INSERT INTO "clock" VALUES(1,'2027-01-13T15:00:00.000000Z');
CREATE TABLE "closed_accounts" ( "person" text NOT NULL PRIMARY KEY, "closed_at" varchar(27) NOT NULL, "closed_by" text NOT NULL, "heirs" text NOT NULL );
CREATE TABLE "digests" ( "person" text NOT NULL PRIMARY KEY, "recipient" text NOT NULL, "holds_notices" boolean NOT NULL, "holds_escalations" boolean NOT NULL, "next_at" varchar(27) NOT NULL, "day" text NULL, "under_way" text NULL, "attempts" integer NOT NULL, "letter" text NULL, "last_error" text NULL, "changed_at" varchar(27) NOT NULL );
CREATE TABLE "documents" ( "hash" text NOT NULL PRIMARY KEY, "content" blob NOT NULL );
CREATE TABLE "escalations" ( "case_id" blob(16) NOT NULL, "number" integer NOT NULL, "task" integer NOT NULL, "rung" integer NOT NULL, "person" text NOT NULL, "offered" boolean NOT NULL, "at" varchar(27) NOT NULL, "late_by_minutes" integer NOT NULL, "acknowledged_at" varchar(27) NULL, "early" boolean NOT NULL DEFAULT FALSE, PRIMARY KEY ("case_id", "number"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
INSERT INTO "escalations" VALUES(X'01A3035503007792A204C1E9C7C151A2',1,2,1,'boris',0,'2027-01-11T10:00:00.000000Z',0,NULL,0);
INSERT INTO "escalations" VALUES(X'01A303550300725E91428D45D1A84DA0',1,1,1,'boris',0,'2027-01-12T06:00:00.000000Z',0,NULL,0);
INSERT INTO "escalations" VALUES(X'01A3035503007D9BB420E1E7B5471D12',1,1,1,'boris',0,'2027-01-12T10:00:00.000000Z',0,NULL,0);
INSERT INTO "escalations" VALUES(X'01A3035503007792A204C1E9C7C151A2',2,2,2,'olga',0,'2027-01-12T11:00:00.000000Z',480,NULL,0);
INSERT INTO "escalations" VALUES(X'01A303550300725E91428D45D1A84DA0',2,1,2,'olga',0,'2027-01-13T06:00:00.000000Z',480,NULL,0);
INSERT INTO "escalations" VALUES(X'01A3035503007792A204C1E9C7C151A2',3,2,3,'boris',1,'2027-01-13T11:00:00.000000Z',960,NULL,0);
CREATE TABLE "events" ( "case_id" blob(16) NOT NULL, "seq" integer NOT NULL, "at" varchar(27) NOT NULL, "author" text NULL, "acts_for" text NULL, "kind" text NOT NULL, "body" text NOT NULL, PRIMARY KEY ("case_id", "seq"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',1,'2027-01-11T06:00:00.000000Z','anna',NULL,'case_started','{"case_started":{"case":"01a30355-0300-725e-9142-8d45d1a84da0","process":"short_sale","version":"62acfa62ca55cab2","launcher":"anna","owner":"anna","data":{"company":{"organisation":{"described":{"name":"ООО «Ромашка»"}}},"title":{"text":"Стоит на звонке"}},"continues":null,"parent":null}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',2,'2027-01-11T06:00:00.000000Z','anna',NULL,'stage_entered','{"stage_entered":{"stage":"order","visit":1,"way":"start","comment":null}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',3,'2027-01-11T06:00:00.000000Z','anna',NULL,'step_reached','{"step_reached":{"token":1,"step":"call"}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',4,'2027-01-11T06:00:00.000000Z','anna',NULL,'task_created','{"task_created":{"task":{"number":1,"origin":{"step":{"stage":"order","step":"call","token":1}},"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","holder":{"assigned":"anna"},"due_at":"2027-01-12T06:00:00Z","first_due_at":"2027-01-12T06:00:00Z","created_at":"2027-01-11T06:00:00Z","created_by":"anna","note":null,"postponed":0,"date_by_hand":false,"dated":{"from":"2027-01-11T06:00:00Z","of":"anna","given":"2027-01-12T06:00:00Z","zone":"Europe/Moscow","calendar":"ru"},"alarm":{"occurrence":1,"at":"2027-01-11T13:00:00Z","kind":"reminder","counted":{"from":"2027-01-12T06:00:00Z"}},"alarms_given":0}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',1,'2027-01-11T06:00:00.000000Z','anna',NULL,'case_started','{"case_started":{"case":"01a30355-0300-7792-a204-c1e9c7c151a2","process":"short_sale","version":"62acfa62ca55cab2","launcher":"anna","owner":"anna","data":{"company":{"organisation":{"described":{"name":"ООО «Ромашка»"}}},"title":{"text":"Прошла звонок"}},"continues":null,"parent":null}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',2,'2027-01-11T06:00:00.000000Z','anna',NULL,'stage_entered','{"stage_entered":{"stage":"order","visit":1,"way":"start","comment":null}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',3,'2027-01-11T06:00:00.000000Z','anna',NULL,'step_reached','{"step_reached":{"token":1,"step":"call"}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',4,'2027-01-11T06:00:00.000000Z','anna',NULL,'task_created','{"task_created":{"task":{"number":1,"origin":{"step":{"stage":"order","step":"call","token":1}},"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","holder":{"assigned":"anna"},"due_at":"2027-01-12T06:00:00Z","first_due_at":"2027-01-12T06:00:00Z","created_at":"2027-01-11T06:00:00Z","created_by":"anna","note":null,"postponed":0,"date_by_hand":false,"dated":{"from":"2027-01-11T06:00:00Z","of":"anna","given":"2027-01-12T06:00:00Z","zone":"Europe/Moscow","calendar":"ru"},"alarm":{"occurrence":1,"at":"2027-01-11T13:00:00Z","kind":"reminder","counted":{"from":"2027-01-12T06:00:00Z"}},"alarms_given":0}}}');
INSERT INTO "events" VALUES(X'01A3035503007FF99783F935D5F5B73F',1,'2027-01-11T06:00:00.000000Z','anna',NULL,'case_started','{"case_started":{"case":"01a30355-0300-7ff9-9783-f935d5f5b73f","process":"short_sale","version":"62acfa62ca55cab2","launcher":"anna","owner":"anna","data":{"company":{"organisation":{"described":{"name":"ООО «Ромашка»"}}},"title":{"text":"Закончена"}},"continues":null,"parent":null}}');
INSERT INTO "events" VALUES(X'01A3035503007FF99783F935D5F5B73F',2,'2027-01-11T06:00:00.000000Z','anna',NULL,'stage_entered','{"stage_entered":{"stage":"order","visit":1,"way":"start","comment":null}}');
INSERT INTO "events" VALUES(X'01A3035503007FF99783F935D5F5B73F',3,'2027-01-11T06:00:00.000000Z','anna',NULL,'step_reached','{"step_reached":{"token":1,"step":"call"}}');
INSERT INTO "events" VALUES(X'01A3035503007FF99783F935D5F5B73F',4,'2027-01-11T06:00:00.000000Z','anna',NULL,'task_created','{"task_created":{"task":{"number":1,"origin":{"step":{"stage":"order","step":"call","token":1}},"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","holder":{"assigned":"anna"},"due_at":"2027-01-12T06:00:00Z","first_due_at":"2027-01-12T06:00:00Z","created_at":"2027-01-11T06:00:00Z","created_by":"anna","note":null,"postponed":0,"date_by_hand":false,"dated":{"from":"2027-01-11T06:00:00Z","of":"anna","given":"2027-01-12T06:00:00Z","zone":"Europe/Moscow","calendar":"ru"},"alarm":{"occurrence":1,"at":"2027-01-11T13:00:00Z","kind":"reminder","counted":{"from":"2027-01-12T06:00:00Z"}},"alarms_given":0}}}');
INSERT INTO "events" VALUES(X'01A3035503007D9BB420E1E7B5471D12',1,'2027-01-11T06:00:00.000000Z','anna',NULL,'case_started','{"case_started":{"case":"01a30355-0300-7d9b-b420-e1e7b5471d12","process":"errand","version":"6522cf7814f326a7","launcher":"anna","owner":"anna","data":{"title":{"text":"Поручение"}},"continues":null,"parent":null}}');
INSERT INTO "events" VALUES(X'01A3035503007D9BB420E1E7B5471D12',2,'2027-01-11T06:00:00.000000Z','anna',NULL,'task_created','{"task_created":{"task":{"number":1,"origin":{"hand":"anna"},"title":{"any":"Поручение"},"kind":"other","holder":{"assigned":"anna"},"due_at":"2027-01-12T10:00:00Z","first_due_at":"2027-01-12T10:00:00Z","created_at":"2027-01-11T06:00:00Z","created_by":"anna","note":null,"postponed":0,"date_by_hand":true,"promise":{"at":"2027-01-12T10:00:00Z","of":"anna","zone":"Europe/Moscow"},"alarm":{"occurrence":1,"at":"2027-01-12T10:00:00Z","kind":{"rung":0},"counted":{"from":"2027-01-12T10:00:00Z"}},"alarms_given":0}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',5,'2027-01-11T06:00:00.000000Z','anna',NULL,'task_completed','{"task_completed":{"task":1,"result":"ordered","comment":"Готово"}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',6,'2027-01-11T06:00:00.000000Z','anna',NULL,'fields_set','{"fields_set":{"values":{"products":{"list":[{"cost":{"money":{"minor":200000,"currency":"RUB"}},"name":{"text":"Вентилятор"},"price":{"money":{"minor":100000,"currency":"RUB"}},"quantity":{"integer":2}}]}},"cleared":[],"cause":{"result":"ordered"}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',7,'2027-01-11T06:00:00.000000Z','anna',NULL,'fields_set','{"fields_set":{"values":{"amount":{"money":{"minor":200000,"currency":"RUB"}}},"cleared":[],"cause":{"result":"ordered"}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',8,'2027-01-11T06:00:00.000000Z','anna',NULL,'stage_left','{"stage_left":{"stage":"order"}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',9,'2027-01-11T06:00:00.000000Z','anna',NULL,'stage_entered','{"stage_entered":{"stage":"invoice","visit":1,"way":"onward","comment":null}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',10,'2027-01-11T06:00:00.000000Z','anna',NULL,'step_reached','{"step_reached":{"token":2,"step":"send_invoice"}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',11,'2027-01-11T06:00:00.000000Z','anna',NULL,'task_created','{"task_created":{"task":{"number":2,"origin":{"step":{"stage":"invoice","step":"send_invoice","token":2}},"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","holder":{"assigned":"anna"},"due_at":"2027-01-11T10:00:00Z","first_due_at":"2027-01-11T10:00:00Z","created_at":"2027-01-11T06:00:00Z","created_by":"anna","note":null,"postponed":0,"date_by_hand":false,"dated":{"from":"2027-01-11T06:00:00Z","of":"anna","given":"2027-01-11T10:00:00Z","zone":"Europe/Moscow","calendar":"ru"},"alarm":{"occurrence":1,"at":"2027-01-11T08:00:00Z","kind":"reminder","counted":{"from":"2027-01-11T10:00:00Z"}},"alarms_given":0}}}');
INSERT INTO "events" VALUES(X'01A3035503007FF99783F935D5F5B73F',5,'2027-01-11T06:00:00.000000Z','anna',NULL,'task_completed','{"task_completed":{"task":1,"result":"no_interest","comment":"Готово"}}');
INSERT INTO "events" VALUES(X'01A3035503007FF99783F935D5F5B73F',6,'2027-01-11T06:00:00.000000Z','anna',NULL,'fields_set','{"fields_set":{"values":{"close_reason":{"choice":"price"}},"cleared":[],"cause":{"result":"no_interest"}}}');
INSERT INTO "events" VALUES(X'01A3035503007FF99783F935D5F5B73F',7,'2027-01-11T06:00:00.000000Z','anna',NULL,'stage_left','{"stage_left":{"stage":"order"}}');
INSERT INTO "events" VALUES(X'01A3035503007FF99783F935D5F5B73F',8,'2027-01-11T06:00:00.000000Z','anna',NULL,'case_finished','{"case_finished":{"outcome":"lost","comment":"Готово"}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',12,'2027-01-11T08:00:00.000000Z',NULL,NULL,'reminded','{"reminded":{"task":2,"next":{"occurrence":2,"at":"2027-01-11T10:00:00Z","kind":{"rung":0},"counted":{"from":"2027-01-11T10:00:00Z"}}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',13,'2027-01-11T08:00:00.000000Z',NULL,NULL,'notice_given','{"notice_given":{"notice":{"number":1,"to":{"person":"anna"},"message":{"reminder":{"task":{"number":2,"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","assignee":"anna","due_at":"2027-01-11T10:00:00Z"}}}}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',14,'2027-01-11T10:00:00.000000Z',NULL,NULL,'rung_taken','{"rung_taken":{"task":2,"rung":1,"next":{"occurrence":3,"at":"2027-01-12T11:00:00Z","kind":{"rung":1},"counted":{"from":"2027-01-11T10:00:00Z"}}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',15,'2027-01-11T10:00:00.000000Z',NULL,NULL,'escalated','{"escalated":{"escalation":{"number":1,"task":2,"rung":1,"to":"boris","offered":false,"at":"2027-01-11T10:00:00Z","late_by_minutes":0}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',16,'2027-01-11T10:00:00.000000Z',NULL,NULL,'notice_given','{"notice_given":{"notice":{"number":2,"to":{"person":"boris"},"message":{"overdue":{"task":{"number":2,"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","assignee":"anna","due_at":"2027-01-11T10:00:00Z"},"rung":1,"late_by_minutes":0,"as_whom":"head"}}}}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',5,'2027-01-11T13:00:00.000000Z',NULL,NULL,'reminded','{"reminded":{"task":1,"next":{"occurrence":2,"at":"2027-01-12T06:00:00Z","kind":{"rung":0},"counted":{"from":"2027-01-12T06:00:00Z"}}}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',6,'2027-01-11T13:00:00.000000Z',NULL,NULL,'notice_given','{"notice_given":{"notice":{"number":1,"to":{"person":"anna"},"message":{"reminder":{"task":{"number":1,"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","assignee":"anna","due_at":"2027-01-12T06:00:00Z"}}}}}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',7,'2027-01-12T06:00:00.000000Z',NULL,NULL,'rung_taken','{"rung_taken":{"task":1,"rung":1,"next":{"occurrence":3,"at":"2027-01-13T06:00:00Z","kind":{"rung":1},"counted":{"from":"2027-01-12T06:00:00Z"}}}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',8,'2027-01-12T06:00:00.000000Z',NULL,NULL,'escalated','{"escalated":{"escalation":{"number":1,"task":1,"rung":1,"to":"boris","offered":false,"at":"2027-01-12T06:00:00Z","late_by_minutes":0}}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',9,'2027-01-12T06:00:00.000000Z',NULL,NULL,'notice_given','{"notice_given":{"notice":{"number":2,"to":{"person":"boris"},"message":{"overdue":{"task":{"number":1,"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","assignee":"anna","due_at":"2027-01-12T06:00:00Z"},"rung":1,"late_by_minutes":0,"as_whom":"head"}}}}}');
INSERT INTO "events" VALUES(X'01A3035503007D9BB420E1E7B5471D12',3,'2027-01-12T10:00:00.000000Z',NULL,NULL,'rung_taken','{"rung_taken":{"task":1,"rung":1,"next":null}}');
INSERT INTO "events" VALUES(X'01A3035503007D9BB420E1E7B5471D12',4,'2027-01-12T10:00:00.000000Z',NULL,NULL,'escalated','{"escalated":{"escalation":{"number":1,"task":1,"rung":1,"to":"boris","offered":false,"at":"2027-01-12T10:00:00Z","late_by_minutes":0}}}');
INSERT INTO "events" VALUES(X'01A3035503007D9BB420E1E7B5471D12',5,'2027-01-12T10:00:00.000000Z',NULL,NULL,'notice_given','{"notice_given":{"notice":{"number":1,"to":{"person":"boris"},"message":{"overdue":{"task":{"number":1,"title":{"any":"Поручение"},"kind":"other","assignee":"anna","due_at":"2027-01-12T10:00:00Z"},"rung":1,"late_by_minutes":0,"as_whom":"head"}}}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',17,'2027-01-12T11:00:00.000000Z',NULL,NULL,'rung_taken','{"rung_taken":{"task":2,"rung":2,"next":{"occurrence":4,"at":"2027-01-13T11:00:00Z","kind":{"rung":2},"counted":{"from":"2027-01-11T10:00:00Z"}}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',18,'2027-01-12T11:00:00.000000Z',NULL,NULL,'escalated','{"escalated":{"escalation":{"number":2,"task":2,"rung":2,"to":"olga","offered":false,"at":"2027-01-12T11:00:00Z","late_by_minutes":480}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',19,'2027-01-12T11:00:00.000000Z',NULL,NULL,'notice_given','{"notice_given":{"notice":{"number":3,"to":{"person":"olga"},"message":{"overdue":{"task":{"number":2,"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","assignee":"anna","due_at":"2027-01-11T10:00:00Z"},"rung":2,"late_by_minutes":480,"as_whom":"head"}}}}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',10,'2027-01-13T06:00:00.000000Z',NULL,NULL,'rung_taken','{"rung_taken":{"task":1,"rung":2,"next":{"occurrence":4,"at":"2027-01-14T06:00:00Z","kind":{"rung":2},"counted":{"from":"2027-01-12T06:00:00Z"}}}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',11,'2027-01-13T06:00:00.000000Z',NULL,NULL,'escalated','{"escalated":{"escalation":{"number":2,"task":1,"rung":2,"to":"olga","offered":false,"at":"2027-01-13T06:00:00Z","late_by_minutes":480}}}');
INSERT INTO "events" VALUES(X'01A303550300725E91428D45D1A84DA0',12,'2027-01-13T06:00:00.000000Z',NULL,NULL,'notice_given','{"notice_given":{"notice":{"number":3,"to":{"person":"olga"},"message":{"overdue":{"task":{"number":1,"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","assignee":"anna","due_at":"2027-01-12T06:00:00Z"},"rung":2,"late_by_minutes":480,"as_whom":"head"}}}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',20,'2027-01-13T11:00:00.000000Z',NULL,NULL,'rung_taken','{"rung_taken":{"task":2,"rung":3,"next":null}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',21,'2027-01-13T11:00:00.000000Z',NULL,NULL,'escalated','{"escalated":{"escalation":{"number":3,"task":2,"rung":3,"to":"boris","offered":true,"at":"2027-01-13T11:00:00Z","late_by_minutes":960}}}');
INSERT INTO "events" VALUES(X'01A3035503007792A204C1E9C7C151A2',22,'2027-01-13T11:00:00.000000Z',NULL,NULL,'notice_given','{"notice_given":{"notice":{"number":4,"to":{"person":"boris"},"message":{"overdue":{"task":{"number":2,"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","assignee":"anna","due_at":"2027-01-11T10:00:00Z"},"rung":3,"late_by_minutes":960,"as_whom":"offered"}}}}}');
CREATE TABLE "feeds" ( "person" text NOT NULL PRIMARY KEY, "hash" text NOT NULL, "created_at" varchar(27) NOT NULL );
CREATE TABLE "incidents" ( "case_id" blob(16) NOT NULL, "subject" text NOT NULL, "number" integer NOT NULL, "trouble" text NOT NULL, "at" varchar(27) NOT NULL, "closed_at" varchar(27) NULL, PRIMARY KEY ("case_id", "subject"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
CREATE TABLE "keys" ( "person" text NOT NULL, "key" text NOT NULL, "body_hash" text NOT NULL, "answer" text NOT NULL, "at" varchar(27) NOT NULL, PRIMARY KEY ("person", "key") );
CREATE TABLE "letter_wishes" ( "person" text NOT NULL PRIMARY KEY, "notices" text NOT NULL, "escalations" text NOT NULL, "morning" boolean NOT NULL, "cron" text NULL, "changed_at" varchar(27) NOT NULL );
CREATE TABLE "organisation" ( "file" text NOT NULL PRIMARY KEY, "calendar" boolean NOT NULL, "source" text NOT NULL, "loaded_at" varchar(27) NOT NULL );
INSERT INTO "organisation" VALUES('/tmp/fx/processes/calendars/de.yaml',1,'# Germany: the nine holidays that all its states keep. The states have more: a calendar of your own, `based_on: de`, adds them.
#
# 3 October stands in article 2 of the Unification Treaty, the others in the laws of each state. They were compared with the Python package
# `holidays` 0.109. Those that follow Easter are listed by year.

calendar: de
title: {ru: Германия, en: Germany}
known_until: 2027-12-31

week:
  mon-fri: [09:00-13:00, 14:00-18:00]

holidays:
  01-01: {ru: Новый год, en: New Year''s Day}
  05-01: {ru: День труда, en: Labour Day}
  10-03: {ru: День германского единства, en: German Unity Day}
  12-25: {ru: Рождество, en: Christmas Day}
  12-26: {ru: Второй день Рождества, en: Second Day of Christmas}

  # 2020
  2020-04-10: {ru: Страстная пятница, en: Good Friday}
  2020-04-13: {ru: Пасхальный понедельник, en: Easter Monday}
  2020-05-21: {ru: Вознесение, en: Ascension Day}
  2020-06-01: {ru: Духов день, en: Whit Monday}

  # 2021
  2021-04-02: {ru: Страстная пятница, en: Good Friday}
  2021-04-05: {ru: Пасхальный понедельник, en: Easter Monday}
  2021-05-13: {ru: Вознесение, en: Ascension Day}
  2021-05-24: {ru: Духов день, en: Whit Monday}

  # 2022
  2022-04-15: {ru: Страстная пятница, en: Good Friday}
  2022-04-18: {ru: Пасхальный понедельник, en: Easter Monday}
  2022-05-26: {ru: Вознесение, en: Ascension Day}
  2022-06-06: {ru: Духов день, en: Whit Monday}

  # 2023
  2023-04-07: {ru: Страстная пятница, en: Good Friday}
  2023-04-10: {ru: Пасхальный понедельник, en: Easter Monday}
  2023-05-18: {ru: Вознесение, en: Ascension Day}
  2023-05-29: {ru: Духов день, en: Whit Monday}

  # 2024
  2024-03-29: {ru: Страстная пятница, en: Good Friday}
  2024-04-01: {ru: Пасхальный понедельник, en: Easter Monday}
  2024-05-09: {ru: Вознесение, en: Ascension Day}
  2024-05-20: {ru: Духов день, en: Whit Monday}

  # 2025
  2025-04-18: {ru: Страстная пятница, en: Good Friday}
  2025-04-21: {ru: Пасхальный понедельник, en: Easter Monday}
  2025-05-29: {ru: Вознесение, en: Ascension Day}
  2025-06-09: {ru: Духов день, en: Whit Monday}

  # 2026
  2026-04-03: {ru: Страстная пятница, en: Good Friday}
  2026-04-06: {ru: Пасхальный понедельник, en: Easter Monday}
  2026-05-14: {ru: Вознесение, en: Ascension Day}
  2026-05-25: {ru: Духов день, en: Whit Monday}

  # 2027
  2027-03-26: {ru: Страстная пятница, en: Good Friday}
  2027-03-29: {ru: Пасхальный понедельник, en: Easter Monday}
  2027-05-06: {ru: Вознесение, en: Ascension Day}
  2027-05-17: {ru: Духов день, en: Whit Monday}
','2026-11-23T06:35:32.171723Z');
INSERT INTO "organisation" VALUES('/tmp/fx/processes/calendars/kz.yaml',1,'# Kazakhstan, five-day week: the holidays of the law «О праздниках в Республике Казахстан», the days they are moved to (Labour Code,
# article 85), and the transfers of the government. As the Python package `holidays` 0.109 has them; the decrees themselves were not
# compared. The last day of Ramadan does not count, and the first of Kurban Ait follows the moon: it is named each year.
# From 2027 on only the holidays with a fixed day are known.

calendar: kz
title: {ru: Казахстан, en: Kazakhstan}
known_until: 2026-12-31

week:
  mon-fri: [09:00-13:00, 14:00-18:00]

holidays:
  01-01: {ru: Новый год, en: New Year''s Day}
  01-02: {ru: Новый год, en: New Year''s Day}
  01-07: {ru: Православное Рождество, en: Orthodox Christmas}
  03-08: {ru: Международный женский день, en: International Women''s Day}
  03-21: {ru: Наурыз мейрамы, en: Nauryz}
  03-22: {ru: Наурыз мейрамы, en: Nauryz}
  03-23: {ru: Наурыз мейрамы, en: Nauryz}
  05-01: {ru: Праздник единства народа Казахстана, en: Kazakhstan People''s Unity Day}
  05-07: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  05-09: {ru: День Победы, en: Victory Day}
  07-06: {ru: День столицы, en: Capital Day}
  12-16: {ru: День независимости, en: Independence Day}

  # 2020
  2020-01-03: {ru: Выходной за 5 января, en: Day off for 5 January}
  2020-03-09: {ru: Международный женский день (перенос), en: International Women''s Day (observed)}
  2020-03-24..2020-03-25: {ru: Наурыз мейрамы (перенос), en: Nauryz (observed)}
  2020-05-08: {ru: Выходной за 11 мая, en: Day off for 11 May}
  2020-07-31: {ru: Курбан-айт, en: Kurban Ait}
  2020-08-30: {ru: День Конституции, en: Constitution Day}
  2020-08-31: {ru: День Конституции (перенос), en: Constitution Day (observed)}
  2020-12-01: {ru: День Первого Президента, en: First President Day}
  2020-12-17: {ru: День независимости, en: Independence Day}
  2020-12-18: {ru: Выходной за 20 декабря, en: Day off for 20 December}

  # 2021
  2021-01-04: {ru: Новый год (перенос), en: New Year''s Day (observed)}
  2021-03-24: {ru: Наурыз мейрамы (перенос), en: Nauryz (observed)}
  2021-05-03: {ru: Праздник единства народа Казахстана (перенос), en: Kazakhstan People''s Unity Day (observed)}
  2021-05-10: {ru: День Победы (перенос), en: Victory Day (observed)}
  2021-07-05: {ru: Выходной за 3 июля, en: Day off for 3 July}
  2021-07-20: {ru: Курбан-айт, en: Kurban Ait}
  2021-08-30: {ru: День Конституции, en: Constitution Day}
  2021-12-01: {ru: День Первого Президента, en: First President Day}
  2021-12-17: {ru: День независимости, en: Independence Day}

  # 2022
  2022-01-03..2022-01-04: {ru: Новый год (перенос), en: New Year''s Day (observed)}
  2022-03-07: {ru: Выходной за 5 марта, en: Day off for 5 March}
  2022-05-02: {ru: Праздник единства народа Казахстана (перенос), en: Kazakhstan People''s Unity Day (observed)}
  2022-05-10: {ru: День защитника Отечества (перенос), en: Defender of the Fatherland Day (observed)}
  2022-07-09: {ru: Курбан-айт, en: Kurban Ait}
  2022-08-29: {ru: Выходной за 27 августа, en: Day off for 27 August}
  2022-08-30: {ru: День Конституции, en: Constitution Day}
  2022-10-24: {ru: Выходной за 22 октября, en: Day off for 22 October}
  2022-10-25: {ru: День Республики, en: Republic Day}

  # 2023
  2023-01-03: {ru: Новый год (перенос), en: New Year''s Day (observed)}
  2023-05-08: {ru: День защитника Отечества (перенос), en: Defender of the Fatherland Day (observed)}
  2023-06-28: {ru: Курбан-айт, en: Kurban Ait}
  2023-07-07: {ru: Выходной за 1 июля, en: Day off for 1 July}
  2023-08-30: {ru: День Конституции, en: Constitution Day}
  2023-10-25: {ru: День Республики, en: Republic Day}
  2023-12-18: {ru: День независимости (перенос), en: Independence Day (observed)}

  # 2024
  2024-03-25: {ru: Наурыз мейрамы (перенос), en: Nauryz (observed)}
  2024-05-08: {ru: Выходной за 4 мая, en: Day off for 4 May}
  2024-06-16: {ru: Курбан-айт, en: Kurban Ait}
  2024-07-08: {ru: День столицы (перенос), en: Capital Day (observed)}
  2024-08-30: {ru: День Конституции, en: Constitution Day}
  2024-10-25: {ru: День Республики, en: Republic Day}

  # 2025
  2025-01-03: {ru: Выходной за 5 января, en: Day off for 5 January}
  2025-03-10: {ru: Международный женский день (перенос), en: International Women''s Day (observed)}
  2025-03-24..2025-03-25: {ru: Наурыз мейрамы (перенос), en: Nauryz (observed)}
  2025-06-06: {ru: Курбан-айт, en: Kurban Ait}
  2025-07-07: {ru: День столицы (перенос), en: Capital Day (observed)}
  2025-08-30: {ru: День Конституции, en: Constitution Day}
  2025-09-01: {ru: День Конституции (перенос), en: Constitution Day (observed)}
  2025-10-25: {ru: День Республики, en: Republic Day}
  2025-10-27: {ru: День Республики (перенос), en: Republic Day (observed)}

  # 2026
  2026-03-09: {ru: Международный женский день (перенос), en: International Women''s Day (observed)}
  2026-03-24..2026-03-25: {ru: Наурыз мейрамы (перенос), en: Nauryz (observed)}
  2026-05-11: {ru: День Победы (перенос), en: Victory Day (observed)}
  2026-05-27: {ru: Курбан-айт, en: Kurban Ait}
  2026-10-25: {ru: День Республики, en: Republic Day}
  2026-10-26: {ru: День Республики (перенос), en: Republic Day (observed)}

working:
  2020-01-05: {hours: full, title: {ru: Рабочий день за 3 января, en: Worked for 3 January}}
  2020-12-20: {hours: full, title: {ru: Рабочий день за 18 декабря, en: Worked for 18 December}}
  2021-07-03: {hours: full, title: {ru: Рабочий день за 5 июля, en: Worked for 5 July}}
  2022-03-05: {hours: full, title: {ru: Рабочий день за 7 марта, en: Worked for 7 March}}
  2022-08-27: {hours: full, title: {ru: Рабочий день за 29 августа, en: Worked for 29 August}}
  2022-10-22: {hours: full, title: {ru: Рабочий день за 24 октября, en: Worked for 24 October}}
  2023-07-01: {hours: full, title: {ru: Рабочий день за 7 июля, en: Worked for 7 July}}
  2024-05-04: {hours: full, title: {ru: Рабочий день за 8 мая, en: Worked for 8 May}}
  2025-01-05: {hours: full, title: {ru: Рабочий день за 3 января, en: Worked for 3 January}}
','2026-11-23T06:35:32.171723Z');
INSERT INTO "organisation" VALUES('/tmp/fx/processes/calendars/ru.yaml',1,'# Russia''s production calendar for a five-day week of 40 hours.
#
# Holidays: article 112 of the Labour Code. A day off that falls on a holiday moves to the next working day after it; those of January,
# and whatever else it names, to where the government''s decree of the year puts them (see `sources`). The decree of 2027 as
# ConsultantPlus publishes it (LAW_544706).
# Short days: article 95, one hour less on the eve of a holiday. A Saturday worked in place of such an eve is as short.
# Days that the President declared free of work with pay kept (spring of 2020, 24 June and 1 July 2020, May and November of 2021) do not
# change the norm of working time and are not here.
# From 2028 on only the week is known: add a year here when its decree is published.

calendar: ru
title: {ru: Производственный календарь России, en: Production calendar of Russia}
known_until: 2027-12-31

sources:
  2020: {ru: "Постановление Правительства РФ от 10.07.2019 № 875 «О переносе выходных дней в 2020 году»", en: "Decree of the Government of Russia of 10.07.2019 No 875"}
  2021: {ru: "Постановление Правительства РФ от 10.10.2020 № 1648 «О переносе выходных дней в 2021 году»", en: "Decree of the Government of Russia of 10.10.2020 No 1648"}
  2022: {ru: "Постановление Правительства РФ от 16.09.2021 № 1564 «О переносе выходных дней в 2022 году»", en: "Decree of the Government of Russia of 16.09.2021 No 1564"}
  2023: {ru: "Постановление Правительства РФ от 29.08.2022 № 1505 «О переносе выходных дней в 2023 году»", en: "Decree of the Government of Russia of 29.08.2022 No 1505"}
  2024: {ru: "Постановление Правительства РФ от 10.08.2023 № 1314 «О переносе выходных дней в 2024 году»", en: "Decree of the Government of Russia of 10.08.2023 No 1314"}
  2025: {ru: "Постановление Правительства РФ от 04.10.2024 № 1335 «О переносе выходных дней в 2025 году»", en: "Decree of the Government of Russia of 04.10.2024 No 1335"}
  2026: {ru: "Постановление Правительства РФ от 24.09.2025 № 1466 «О переносе выходных дней в 2026 году»", en: "Decree of the Government of Russia of 24.09.2025 No 1466"}
  2027: {ru: "Постановление Правительства РФ «О переносе выходных дней в 2027 году» (КонсультантПлюс: LAW_544706)", en: "Decree of the Government of Russia on 2027 (ConsultantPlus: LAW_544706)"}

week:
  mon-fri: [09:00-13:00, 14:00-18:00]

holidays:
  # 2020: 248 working days, 1,979 hours
  2020-01-01..2020-01-08: {ru: Новогодние каникулы и Рождество, en: New Year holidays and Christmas}
  2020-02-23: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  2020-02-24: {ru: Выходной за 23 февраля, en: Day off for 23 February}
  2020-03-08: {ru: Международный женский день, en: International Women''s Day}
  2020-03-09: {ru: Выходной за 8 марта, en: Day off for 8 March}
  2020-05-01: {ru: Праздник Весны и Труда, en: Spring and Labour Day}
  2020-05-04: {ru: Выходной за 4 января, en: Day off for 4 January}
  2020-05-05: {ru: Выходной за 5 января, en: Day off for 5 January}
  2020-05-09: {ru: День Победы, en: Victory Day}
  2020-05-11: {ru: Выходной за 9 мая, en: Day off for 9 May}
  2020-06-12: {ru: День России, en: Russia Day}
  2020-11-04: {ru: День народного единства, en: Unity Day}

  # 2021: 247 working days, 1,972 hours
  2021-01-01..2021-01-08: {ru: Новогодние каникулы и Рождество, en: New Year holidays and Christmas}
  2021-02-22: {ru: Выходной за 20 февраля, en: Day off for 20 February}
  2021-02-23: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  2021-03-08: {ru: Международный женский день, en: International Women''s Day}
  2021-05-01: {ru: Праздник Весны и Труда, en: Spring and Labour Day}
  2021-05-03: {ru: Выходной за 1 мая, en: Day off for 1 May}
  2021-05-09: {ru: День Победы, en: Victory Day}
  2021-05-10: {ru: Выходной за 9 мая, en: Day off for 9 May}
  2021-06-12: {ru: День России, en: Russia Day}
  2021-06-14: {ru: Выходной за 12 июня, en: Day off for 12 June}
  2021-11-04: {ru: День народного единства, en: Unity Day}
  2021-11-05: {ru: Выходной за 2 января, en: Day off for 2 January}
  2021-12-31: {ru: Выходной за 3 января, en: Day off for 3 January}

  # 2022: 247 working days, 1,973 hours
  2022-01-01..2022-01-08: {ru: Новогодние каникулы и Рождество, en: New Year holidays and Christmas}
  2022-02-23: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  2022-03-07: {ru: Выходной за 5 марта, en: Day off for 5 March}
  2022-03-08: {ru: Международный женский день, en: International Women''s Day}
  2022-05-01: {ru: Праздник Весны и Труда, en: Spring and Labour Day}
  2022-05-02: {ru: Выходной за 1 мая, en: Day off for 1 May}
  2022-05-03: {ru: Выходной за 1 января, en: Day off for 1 January}
  2022-05-09: {ru: День Победы, en: Victory Day}
  2022-05-10: {ru: Выходной за 2 января, en: Day off for 2 January}
  2022-06-12: {ru: День России, en: Russia Day}
  2022-06-13: {ru: Выходной за 12 июня, en: Day off for 12 June}
  2022-11-04: {ru: День народного единства, en: Unity Day}

  # 2023: 247 working days, 1,973 hours
  2023-01-01..2023-01-08: {ru: Новогодние каникулы и Рождество, en: New Year holidays and Christmas}
  2023-02-23: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  2023-02-24: {ru: Выходной за 1 января, en: Day off for 1 January}
  2023-03-08: {ru: Международный женский день, en: International Women''s Day}
  2023-05-01: {ru: Праздник Весны и Труда, en: Spring and Labour Day}
  2023-05-08: {ru: Выходной за 8 января, en: Day off for 8 January}
  2023-05-09: {ru: День Победы, en: Victory Day}
  2023-06-12: {ru: День России, en: Russia Day}
  2023-11-04: {ru: День народного единства, en: Unity Day}
  2023-11-06: {ru: Выходной за 4 ноября, en: Day off for 4 November}

  # 2024: 248 working days, 1,979 hours
  2024-01-01..2024-01-08: {ru: Новогодние каникулы и Рождество, en: New Year holidays and Christmas}
  2024-02-23: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  2024-03-08: {ru: Международный женский день, en: International Women''s Day}
  2024-04-29: {ru: Выходной за 27 апреля, en: Day off for 27 April}
  2024-04-30: {ru: Выходной за 2 ноября, en: Day off for 2 November}
  2024-05-01: {ru: Праздник Весны и Труда, en: Spring and Labour Day}
  2024-05-09: {ru: День Победы, en: Victory Day}
  2024-05-10: {ru: Выходной за 6 января, en: Day off for 6 January}
  2024-06-12: {ru: День России, en: Russia Day}
  2024-11-04: {ru: День народного единства, en: Unity Day}
  2024-12-30: {ru: Выходной за 28 декабря, en: Day off for 28 December}
  2024-12-31: {ru: Выходной за 7 января, en: Day off for 7 January}

  # 2025: 247 working days, 1,972 hours
  2025-01-01..2025-01-08: {ru: Новогодние каникулы и Рождество, en: New Year holidays and Christmas}
  2025-02-23: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  2025-03-08: {ru: Международный женский день, en: International Women''s Day}
  2025-05-01: {ru: Праздник Весны и Труда, en: Spring and Labour Day}
  2025-05-02: {ru: Выходной за 4 января, en: Day off for 4 January}
  2025-05-08: {ru: Выходной за 23 февраля, en: Day off for 23 February}
  2025-05-09: {ru: День Победы, en: Victory Day}
  2025-06-12: {ru: День России, en: Russia Day}
  2025-06-13: {ru: Выходной за 8 марта, en: Day off for 8 March}
  2025-11-03: {ru: Выходной за 1 ноября, en: Day off for 1 November}
  2025-11-04: {ru: День народного единства, en: Unity Day}
  2025-12-31: {ru: Выходной за 5 января, en: Day off for 5 January}

  # 2026: 247 working days, 1,972 hours
  2026-01-01..2026-01-08: {ru: Новогодние каникулы и Рождество, en: New Year holidays and Christmas}
  2026-01-09: {ru: Выходной за 3 января, en: Day off for 3 January}
  2026-02-23: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  2026-03-08: {ru: Международный женский день, en: International Women''s Day}
  2026-03-09: {ru: Выходной за 8 марта, en: Day off for 8 March}
  2026-05-01: {ru: Праздник Весны и Труда, en: Spring and Labour Day}
  2026-05-09: {ru: День Победы, en: Victory Day}
  2026-05-11: {ru: Выходной за 9 мая, en: Day off for 9 May}
  2026-06-12: {ru: День России, en: Russia Day}
  2026-11-04: {ru: День народного единства, en: Unity Day}
  2026-12-31: {ru: Выходной за 4 января, en: Day off for 4 January}

  # 2027: 247 working days, 1,972 hours
  2027-01-01..2027-01-08: {ru: Новогодние каникулы и Рождество, en: New Year holidays and Christmas}
  2027-02-22: {ru: Выходной за 20 февраля, en: Day off for 20 February}
  2027-02-23: {ru: День защитника Отечества, en: Defender of the Fatherland Day}
  2027-03-08: {ru: Международный женский день, en: International Women''s Day}
  2027-05-01: {ru: Праздник Весны и Труда, en: Spring and Labour Day}
  2027-05-03: {ru: Выходной за 1 мая, en: Day off for 1 May}
  2027-05-09: {ru: День Победы, en: Victory Day}
  2027-05-10: {ru: Выходной за 9 мая, en: Day off for 9 May}
  2027-06-12: {ru: День России, en: Russia Day}
  2027-06-14: {ru: Выходной за 12 июня, en: Day off for 12 June}
  2027-11-04: {ru: День народного единства, en: Unity Day}
  2027-11-05: {ru: Выходной за 2 января, en: Day off for 2 January}
  2027-12-31: {ru: Выходной за 3 января, en: Day off for 3 January}

short_by: 1 hour
short:
  2020-04-30: {ru: "Канун: 1 мая", en: Eve of 1 May}
  2020-05-08: {ru: "Канун: 9 мая", en: Eve of 9 May}
  2020-06-11: {ru: "Канун: 12 июня", en: Eve of 12 June}
  2020-11-03: {ru: "Канун: 4 ноября", en: Eve of 4 November}
  2020-12-31: {ru: "Канун: 1 января", en: Eve of 1 January}
  2021-04-30: {ru: "Канун: 1 мая", en: Eve of 1 May}
  2021-06-11: {ru: "Канун: 12 июня", en: Eve of 12 June}
  2021-11-03: {ru: "Канун: 4 ноября", en: Eve of 4 November}
  2022-02-22: {ru: "Канун: 23 февраля", en: Eve of 23 February}
  2022-11-03: {ru: "Канун: 4 ноября", en: Eve of 4 November}
  2023-02-22: {ru: "Канун: 23 февраля", en: Eve of 23 February}
  2023-03-07: {ru: "Канун: 8 марта", en: Eve of 8 March}
  2023-11-03: {ru: "Канун: 4 ноября", en: Eve of 4 November}
  2024-02-22: {ru: "Канун: 23 февраля", en: Eve of 23 February}
  2024-03-07: {ru: "Канун: 8 марта", en: Eve of 8 March}
  2024-05-08: {ru: "Канун: 9 мая", en: Eve of 9 May}
  2024-06-11: {ru: "Канун: 12 июня", en: Eve of 12 June}
  2025-03-07: {ru: "Канун: 8 марта", en: Eve of 8 March}
  2025-04-30: {ru: "Канун: 1 мая", en: Eve of 1 May}
  2025-06-11: {ru: "Канун: 12 июня", en: Eve of 12 June}
  2026-04-30: {ru: "Канун: 1 мая", en: Eve of 1 May}
  2026-05-08: {ru: "Канун: 9 мая", en: Eve of 9 May}
  2026-06-11: {ru: "Канун: 12 июня", en: Eve of 12 June}
  2026-11-03: {ru: "Канун: 4 ноября", en: Eve of 4 November}
  2027-04-30: {ru: "Канун: 1 мая", en: Eve of 1 May}
  2027-06-11: {ru: "Канун: 12 июня", en: Eve of 12 June}
  2027-11-03: {ru: "Канун: 4 ноября", en: Eve of 4 November}

working:
  2021-02-20: {hours: short, title: {ru: Рабочая суббота за 22 февраля, en: Working Saturday for 22 February}}
  2022-03-05: {hours: short, title: {ru: Рабочая суббота за 7 марта, en: Working Saturday for 7 March}}
  2024-04-27: {hours: full, title: {ru: Рабочая суббота за 29 апреля, en: Working Saturday for 29 April}}
  2024-11-02: {hours: short, title: {ru: Рабочая суббота за 30 апреля, en: Working Saturday for 30 April}}
  2024-12-28: {hours: full, title: {ru: Рабочая суббота за 30 декабря, en: Working Saturday for 30 December}}
  2025-11-01: {hours: short, title: {ru: Рабочая суббота за 3 ноября, en: Working Saturday for 3 November}}
  2027-02-20: {hours: short, title: {ru: Рабочая суббота за 22 февраля, en: Working Saturday for 22 February}}
','2026-11-23T06:35:32.171723Z');
INSERT INTO "organisation" VALUES('/tmp/fx/processes/calendars/us.yaml',1,'# The USA: the holidays of the federal government, title 5 of the United States Code, section 6103. One that falls on a Saturday is
# kept on the Friday before it, one that falls on a Sunday on the Monday after it. Compared with the Python package `holidays` 0.109.

calendar: us
title: {ru: "США: федеральные праздники", en: "USA: federal holidays"}
known_until: 2027-12-31

week:
  mon-fri: [09:00-12:00, 13:00-17:00]

holidays:
  # 2020
  2020-01-01: {ru: Новый год, en: New Year''s Day}
  2020-01-20: {ru: День Мартина Лютера Кинга, en: "Birthday of Martin Luther King, Jr."}
  2020-02-17: {ru: День рождения Вашингтона, en: Washington''s Birthday}
  2020-05-25: {ru: День памяти, en: Memorial Day}
  2020-07-03: {ru: День независимости (перенос), en: Independence Day (observed)}
  2020-07-04: {ru: День независимости, en: Independence Day}
  2020-09-07: {ru: День труда, en: Labor Day}
  2020-10-12: {ru: День Колумба, en: Columbus Day}
  2020-11-11: {ru: День ветеранов, en: Veterans Day}
  2020-11-26: {ru: День благодарения, en: Thanksgiving Day}
  2020-12-25: {ru: Рождество, en: Christmas Day}

  # 2021
  2021-01-01: {ru: Новый год, en: New Year''s Day}
  2021-01-18: {ru: День Мартина Лютера Кинга, en: "Birthday of Martin Luther King, Jr."}
  2021-02-15: {ru: День рождения Вашингтона, en: Washington''s Birthday}
  2021-05-31: {ru: День памяти, en: Memorial Day}
  2021-06-18: {ru: Джунтинт (перенос), en: Juneteenth (observed)}
  2021-06-19: {ru: Джунтинт, en: Juneteenth}
  2021-07-04: {ru: День независимости, en: Independence Day}
  2021-07-05: {ru: День независимости (перенос), en: Independence Day (observed)}
  2021-09-06: {ru: День труда, en: Labor Day}
  2021-10-11: {ru: День Колумба, en: Columbus Day}
  2021-11-11: {ru: День ветеранов, en: Veterans Day}
  2021-11-25: {ru: День благодарения, en: Thanksgiving Day}
  2021-12-24: {ru: Рождество (перенос), en: Christmas Day (observed)}
  2021-12-25: {ru: Рождество, en: Christmas Day}
  2021-12-31: {ru: Новый год (перенос), en: New Year''s Day (observed)}

  # 2022
  2022-01-01: {ru: Новый год, en: New Year''s Day}
  2022-01-17: {ru: День Мартина Лютера Кинга, en: "Birthday of Martin Luther King, Jr."}
  2022-02-21: {ru: День рождения Вашингтона, en: Washington''s Birthday}
  2022-05-30: {ru: День памяти, en: Memorial Day}
  2022-06-19: {ru: Джунтинт, en: Juneteenth}
  2022-06-20: {ru: Джунтинт (перенос), en: Juneteenth (observed)}
  2022-07-04: {ru: День независимости, en: Independence Day}
  2022-09-05: {ru: День труда, en: Labor Day}
  2022-10-10: {ru: День Колумба, en: Columbus Day}
  2022-11-11: {ru: День ветеранов, en: Veterans Day}
  2022-11-24: {ru: День благодарения, en: Thanksgiving Day}
  2022-12-25: {ru: Рождество, en: Christmas Day}
  2022-12-26: {ru: Рождество (перенос), en: Christmas Day (observed)}

  # 2023
  2023-01-01: {ru: Новый год, en: New Year''s Day}
  2023-01-02: {ru: Новый год (перенос), en: New Year''s Day (observed)}
  2023-01-16: {ru: День Мартина Лютера Кинга, en: "Birthday of Martin Luther King, Jr."}
  2023-02-20: {ru: День рождения Вашингтона, en: Washington''s Birthday}
  2023-05-29: {ru: День памяти, en: Memorial Day}
  2023-06-19: {ru: Джунтинт, en: Juneteenth}
  2023-07-04: {ru: День независимости, en: Independence Day}
  2023-09-04: {ru: День труда, en: Labor Day}
  2023-10-09: {ru: День Колумба, en: Columbus Day}
  2023-11-10: {ru: День ветеранов (перенос), en: Veterans Day (observed)}
  2023-11-11: {ru: День ветеранов, en: Veterans Day}
  2023-11-23: {ru: День благодарения, en: Thanksgiving Day}
  2023-12-25: {ru: Рождество, en: Christmas Day}

  # 2024
  2024-01-01: {ru: Новый год, en: New Year''s Day}
  2024-01-15: {ru: День Мартина Лютера Кинга, en: "Birthday of Martin Luther King, Jr."}
  2024-02-19: {ru: День рождения Вашингтона, en: Washington''s Birthday}
  2024-05-27: {ru: День памяти, en: Memorial Day}
  2024-06-19: {ru: Джунтинт, en: Juneteenth}
  2024-07-04: {ru: День независимости, en: Independence Day}
  2024-09-02: {ru: День труда, en: Labor Day}
  2024-10-14: {ru: День Колумба, en: Columbus Day}
  2024-11-11: {ru: День ветеранов, en: Veterans Day}
  2024-11-28: {ru: День благодарения, en: Thanksgiving Day}
  2024-12-25: {ru: Рождество, en: Christmas Day}

  # 2025
  2025-01-01: {ru: Новый год, en: New Year''s Day}
  2025-01-20: {ru: День Мартина Лютера Кинга, en: "Birthday of Martin Luther King, Jr."}
  2025-02-17: {ru: День рождения Вашингтона, en: Washington''s Birthday}
  2025-05-26: {ru: День памяти, en: Memorial Day}
  2025-06-19: {ru: Джунтинт, en: Juneteenth}
  2025-07-04: {ru: День независимости, en: Independence Day}
  2025-09-01: {ru: День труда, en: Labor Day}
  2025-10-13: {ru: День Колумба, en: Columbus Day}
  2025-11-11: {ru: День ветеранов, en: Veterans Day}
  2025-11-27: {ru: День благодарения, en: Thanksgiving Day}
  2025-12-25: {ru: Рождество, en: Christmas Day}

  # 2026
  2026-01-01: {ru: Новый год, en: New Year''s Day}
  2026-01-19: {ru: День Мартина Лютера Кинга, en: "Birthday of Martin Luther King, Jr."}
  2026-02-16: {ru: День рождения Вашингтона, en: Washington''s Birthday}
  2026-05-25: {ru: День памяти, en: Memorial Day}
  2026-06-19: {ru: Джунтинт, en: Juneteenth}
  2026-07-03: {ru: День независимости (перенос), en: Independence Day (observed)}
  2026-07-04: {ru: День независимости, en: Independence Day}
  2026-09-07: {ru: День труда, en: Labor Day}
  2026-10-12: {ru: День Колумба, en: Columbus Day}
  2026-11-11: {ru: День ветеранов, en: Veterans Day}
  2026-11-26: {ru: День благодарения, en: Thanksgiving Day}
  2026-12-25: {ru: Рождество, en: Christmas Day}

  # 2027
  2027-01-01: {ru: Новый год, en: New Year''s Day}
  2027-01-18: {ru: День Мартина Лютера Кинга, en: "Birthday of Martin Luther King, Jr."}
  2027-02-15: {ru: День рождения Вашингтона, en: Washington''s Birthday}
  2027-05-31: {ru: День памяти, en: Memorial Day}
  2027-06-18: {ru: Джунтинт (перенос), en: Juneteenth (observed)}
  2027-06-19: {ru: Джунтинт, en: Juneteenth}
  2027-07-04: {ru: День независимости, en: Independence Day}
  2027-07-05: {ru: День независимости (перенос), en: Independence Day (observed)}
  2027-09-06: {ru: День труда, en: Labor Day}
  2027-10-11: {ru: День Колумба, en: Columbus Day}
  2027-11-11: {ru: День ветеранов, en: Veterans Day}
  2027-11-25: {ru: День благодарения, en: Thanksgiving Day}
  2027-12-24: {ru: Рождество (перенос), en: Christmas Day (observed)}
  2027-12-25: {ru: Рождество, en: Christmas Day}
  2027-12-31: {ru: Новый год (перенос), en: New Year''s Day (observed)}
','2026-11-23T06:35:32.171723Z');
INSERT INTO "organisation" VALUES('/work/w/rows/processes/demo/organisation.yaml',0,'# The demo''s company: it designs and sells ventilation and air conditioning. Three departments sell on two levels, two more sign
# and count. The names are made up.

organisation: {ru: ООО Климат-Проект, en: Climate Project Ltd}
locale: ru
time_zone: Europe/Moscow
calendar: ru
last_resort: olga          # who hears of what is late when there is no head further up

departments:
  sales:     {title: {ru: Продажи, en: Sales}, head: olga}
  corporate: {title: {ru: Корпоративный отдел, en: Corporate customers}, part_of: sales, head: boris}
  regional:  {title: {ru: Региональный отдел, en: Regions}, part_of: sales, head: svetlana}
  legal:     {title: {ru: Юридический отдел, en: Legal}, head: pavel}
  finance:   {title: {ru: Финансы, en: Finance}, head: natalia}

directions:
  ventilation:  {title: {ru: Вентиляция, en: Ventilation}, head: ivan}
  conditioning: {title: {ru: Кондиционирование, en: Air conditioning}, head: elena}

people:
  olga:     {name: Ольга Кравцова, email: olga@klimat.example, department: sales, positions: [head]}

  boris:    {name: Борис Соколов, email: boris@klimat.example, department: corporate, positions: [head]}
  anna:     {name: Анна Петрова, email: anna@klimat.example, department: corporate, positions: [manager]}
  dmitry:   {name: Дмитрий Орлов, email: dmitry@klimat.example, department: corporate, positions: [manager]}

  svetlana: {name: Светлана Ершова, email: svetlana@klimat.example, department: regional, positions: [head]}
  rustam:                                  # works in Chelyabinsk, two hours ahead of Moscow
    name: Рустам Галеев
    email: rustam@klimat.example
    department: regional
    positions: [manager]
    time_zone: Asia/Yekaterinburg
  yulia:    {name: Юлия Зимина, email: yulia@klimat.example, department: regional, positions: [manager]}

  ivan:     {name: Иван Лебедев, email: ivan@klimat.example, department: sales, positions: [direction_head]}
  elena:    {name: Елена Морозова, email: elena@klimat.example, department: sales, positions: [direction_head]}

  pavel:    {name: Павел Никитин, email: pavel@klimat.example, department: legal, positions: [lawyer]}
  natalia:  {name: Наталья Белова, email: natalia@klimat.example, department: finance, positions: [finance_director]}

  vera:     {name: Вера Андреева, email: vera@klimat.example, positions: [administrator]}
  maria:    {name: Мария Титова, email: maria@klimat.example, positions: [designer]}

absences:
  - {person: yulia, from: 2026-12-14, to: 2026-12-25, deputy: rustam, tasks: all}
  - {person: elena, from: 2027-02-08, to: 2027-02-19, deputy: ivan, tasks: urgent}
','2026-11-23T06:35:32.171723Z');
CREATE TABLE "outbox" ( "place" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "case_id" blob(16) NOT NULL, "number" integer NOT NULL, "recipient" text NOT NULL, "at" varchar(27) NOT NULL, "body" text NOT NULL, "state" text NOT NULL, "attempts" integer NOT NULL, "next_attempt_at" varchar(27) NOT NULL, "lease" text NULL, "lease_until" varchar(27) NULL, "letter" text NULL, "last_error" text NULL, "changed_at" varchar(27) NOT NULL, "kind" text NOT NULL DEFAULT 'notice', "topic" text NOT NULL DEFAULT 'alone', "exposed" integer NOT NULL DEFAULT 0, "held" boolean NOT NULL DEFAULT FALSE, "gathering" text NULL, FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
INSERT INTO "outbox" VALUES(1,X'01A3035503007792A204C1E9C7C151A2',1,'person:anna','2027-01-11T08:00:00.000000Z','{"number":1,"to":{"person":"anna"},"message":{"reminder":{"task":{"number":2,"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","assignee":"anna","due_at":"2027-01-11T10:00:00Z"}}}}','kept',1,'2027-01-11T08:00:00.000000Z',NULL,NULL,'{"to_name":"Анна Петрова","address":"anna@klimat.example","subject":"Скоро срок: Выставить счет — Прошла звонок","text":"Скоро срок: Выставить счет\n\nДо срока — 2 рабочих часа.\n\nСрок: пн, 11 января, 13:00\nСделка: Прошла звонок\nКлиент: ООО «Ромашка»\nСумма: 2 000 ₽\nСтадия: Счет\nОтветственный за сделку: Анна Петрова\n\nЧто можно сделать:\n  • Выполнить задачу и записать результат.\n  • Если не успеваете, перенести срок и написать причину.\n  • Передать задачу коллеге.\n\nОткрыть задачу: http://127.0.0.1:18999/tasks/01a30355-0300-7792-a204-c1e9c7c151a2-2\nОткрыть сделку: http://127.0.0.1:18999/deals/01a30355-0300-7792-a204-c1e9c7c151a2\n\nЧто было до этого:\n  • пн, 11 января, 09:00 — Анна Петрова: новая сделка — «Прошла звонок», ООО «Ромашка»\n  • пн, 11 января, 09:00 — Стадия «Заказ»\n  • пн, 11 января, 09:00 — Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00\n  • пн, 11 января, 09:00 — Анна Петрова: «Звонок» — заказывает\n      > Готово\n  • пн, 11 января, 09:00 — Анна Петрова: записано — Продукты: Вентилятор, количество: 2, цена: 1 000 ₽, стоимость: 2 000 ₽\n  • пн, 11 января, 09:00 — Анна Петрова: записано — Сумма: 2 000 ₽\n  • пн, 11 января, 09:00 — Стадия «Счет»\n  • пн, 11 января, 09:00 — Новая задача: «Выставить счет» — Анна Петрова, срок: пн, 11 января, 13:00\n\n-- \nВы получили это письмо, потому что задача ваша, а ее срок близко.\n","html":"<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Скоро срок: Выставить счет — Прошла звонок</title>\n<style>\n:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) {\n  .ground { background-color: #16181c !important; }\n  .sheet { background-color: #22252b !important; border-left-color: #3a3f48 !important; border-right-color: #3a3f48 !important; border-bottom-color: #3a3f48 !important; }\n  .ink { color: #eceef1 !important; }\n  .soft { color: #a9b0bb !important; }\n  .link { color: #8ab8ff !important; }\n  .line { border-color: #3a3f48 !important; }\n  .note { background-color: #2b2f37 !important; }\n}\n</style>\n</head>\n<body class=\"ground\" style=\"margin:0;padding:0;background-color:#f2f4f7;\">\n<div style=\"display:none;max-height:0;overflow:hidden;\">Срок: пн, 11 января, 13:00 · Сделка: Прошла звонок · Клиент: ООО «Ромашка»</div>\n<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\">\n<tr><td align=\"center\" style=\"padding:24px 12px;\">\n<table role=\"presentation\" class=\"sheet\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde1e7;border-top:4px solid #b97a00;border-radius:6px;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;\">\n<tr><td class=\"ink\" style=\"padding:24px 28px 0 28px;color:#1c2330;\">\n<h1 class=\"ink\" style=\"margin:0;font-size:20px;line-height:27px;font-weight:600;color:#1c2330;\">Скоро срок: Выставить счет</h1>\n<p style=\"margin:12px 0 0 0;\">До срока — 2 рабочих часа.</p>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Срок</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">пн, 11 января, 13:00</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сделка</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Прошла звонок</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Клиент</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сумма</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Стадия</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Счет</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Ответственный за сделку</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"ink\" style=\"padding:18px 28px 0 28px;color:#1c2330;\">\n<div style=\"font-weight:600;\">Что можно сделать</div>\n<ul style=\"margin:6px 0 0 0;padding:0 0 0 20px;\">\n<li style=\"margin:2px 0;\">Выполнить задачу и записать результат.</li>\n<li style=\"margin:2px 0;\">Если не успеваете, перенести срок и написать причину.</li>\n<li style=\"margin:2px 0;\">Передать задачу коллеге.</li>\n</ul>\n</td></tr>\n<tr><td style=\"padding:20px 28px 0 28px;\">\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;tasks&#x2f;01a30355-0300-7792-a204-c1e9c7c151a2-2\" style=\"display:inline-block;padding:10px 18px;margin:0 16px 6px 0;background-color:#1f5fbf;border-radius:4px;color:#ffffff;font-weight:600;text-decoration:none;\">Открыть задачу</a>\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;deals&#x2f;01a30355-0300-7792-a204-c1e9c7c151a2\" class=\"link\" style=\"display:inline-block;padding:10px 0;margin:0 16px 6px 0;color:#1f5fbf;text-decoration:underline;\">Открыть сделку</a>\n</td></tr>\n<tr><td style=\"padding:18px 28px 0 28px;\">\n<div class=\"ink\" style=\"font-weight:600;color:#1c2330;\">Что было до этого</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"font-size:14px;line-height:20px;\">\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: новая сделка — «Прошла звонок», ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Заказ»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: «Звонок» — заказывает<div class=\"soft\" style=\"color:#606a78;\">Готово</div></td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: записано — Продукты: Вентилятор, количество: 2, цена: 1 000 ₽, стоимость: 2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: записано — Сумма: 2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Счет»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Выставить счет» — Анна Петрова, срок: пн, 11 января, 13:00</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"soft\" style=\"padding:20px 28px 24px 28px;font-size:13px;line-height:18px;color:#606a78;\">Вы получили это письмо, потому что задача ваша, а ее срок близко.</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n","message_id":"<01a30355-0300-7792-a204-c1e9c7c151a2.1@127.0.0.1>","locale":"ru"}',NULL,'2027-01-11T08:00:00.000000Z','notice','notice',1,0,NULL);
INSERT INTO "outbox" VALUES(2,X'01A3035503007792A204C1E9C7C151A2',2,'person:boris','2027-01-11T10:00:00.000000Z','{"number":2,"to":{"person":"boris"},"message":{"overdue":{"task":{"number":2,"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","assignee":"anna","due_at":"2027-01-11T10:00:00Z"},"rung":1,"late_by_minutes":0,"as_whom":"head"}}}','kept',1,'2027-01-11T10:00:00.000000Z',NULL,NULL,'{"to_name":"Борис Соколов","address":"boris@klimat.example","subject":"Просрочено: Выставить счет — Прошла звонок","text":"Просрочено: Выставить счет\n\nСрок наступил, а задача не выполнена.\n\nИсполнитель: Анна Петрова\nСрок: пн, 11 января, 13:00\nСделка: Прошла звонок\nКлиент: ООО «Ромашка»\nСумма: 2 000 ₽\nСтадия: Счет\nОтветственный за сделку: Анна Петрова\n\nЧто можно сделать:\n  • Связаться с исполнителем и узнать, что мешает.\n  • Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.\n  • Передать задачу другому сотруднику.\n\nОткрыть задачу: http://127.0.0.1:18999/tasks/01a30355-0300-7792-a204-c1e9c7c151a2-2\nОткрыть сделку: http://127.0.0.1:18999/deals/01a30355-0300-7792-a204-c1e9c7c151a2\n\nЧто было до этого:\n  • пн, 11 января, 09:00 — Стадия «Заказ»\n  • пн, 11 января, 09:00 — Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00\n  • пн, 11 января, 09:00 — Анна Петрова: «Звонок» — заказывает\n      > Готово\n  • пн, 11 января, 09:00 — Анна Петрова: записано — Продукты: Вентилятор, количество: 2, цена: 1 000 ₽, стоимость: 2 000 ₽\n  • пн, 11 января, 09:00 — Анна Петрова: записано — Сумма: 2 000 ₽\n  • пн, 11 января, 09:00 — Стадия «Счет»\n  • пн, 11 января, 09:00 — Новая задача: «Выставить счет» — Анна Петрова, срок: пн, 11 января, 13:00\n  • пн, 11 января, 11:00 — Напоминание о сроке: «Выставить счет» — Анна Петрова\n\n-- \nВы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Короткая продажа», ступень 1.\n","html":"<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Просрочено: Выставить счет — Прошла звонок</title>\n<style>\n:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) {\n  .ground { background-color: #16181c !important; }\n  .sheet { background-color: #22252b !important; border-left-color: #3a3f48 !important; border-right-color: #3a3f48 !important; border-bottom-color: #3a3f48 !important; }\n  .ink { color: #eceef1 !important; }\n  .soft { color: #a9b0bb !important; }\n  .link { color: #8ab8ff !important; }\n  .line { border-color: #3a3f48 !important; }\n  .note { background-color: #2b2f37 !important; }\n}\n</style>\n</head>\n<body class=\"ground\" style=\"margin:0;padding:0;background-color:#f2f4f7;\">\n<div style=\"display:none;max-height:0;overflow:hidden;\">Исполнитель: Анна Петрова · Срок: пн, 11 января, 13:00 · Сделка: Прошла звонок</div>\n<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\">\n<tr><td align=\"center\" style=\"padding:24px 12px;\">\n<table role=\"presentation\" class=\"sheet\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde1e7;border-top:4px solid #c0392b;border-radius:6px;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;\">\n<tr><td class=\"ink\" style=\"padding:24px 28px 0 28px;color:#1c2330;\">\n<h1 class=\"ink\" style=\"margin:0;font-size:20px;line-height:27px;font-weight:600;color:#1c2330;\">Просрочено: Выставить счет</h1>\n<p style=\"margin:12px 0 0 0;\">Срок наступил, а задача не выполнена.</p>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Исполнитель</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Срок</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">пн, 11 января, 13:00</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сделка</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Прошла звонок</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Клиент</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сумма</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Стадия</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Счет</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Ответственный за сделку</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"ink\" style=\"padding:18px 28px 0 28px;color:#1c2330;\">\n<div style=\"font-weight:600;\">Что можно сделать</div>\n<ul style=\"margin:6px 0 0 0;padding:0 0 0 20px;\">\n<li style=\"margin:2px 0;\">Связаться с исполнителем и узнать, что мешает.</li>\n<li style=\"margin:2px 0;\">Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.</li>\n<li style=\"margin:2px 0;\">Передать задачу другому сотруднику.</li>\n</ul>\n</td></tr>\n<tr><td style=\"padding:20px 28px 0 28px;\">\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;tasks&#x2f;01a30355-0300-7792-a204-c1e9c7c151a2-2\" style=\"display:inline-block;padding:10px 18px;margin:0 16px 6px 0;background-color:#1f5fbf;border-radius:4px;color:#ffffff;font-weight:600;text-decoration:none;\">Открыть задачу</a>\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;deals&#x2f;01a30355-0300-7792-a204-c1e9c7c151a2\" class=\"link\" style=\"display:inline-block;padding:10px 0;margin:0 16px 6px 0;color:#1f5fbf;text-decoration:underline;\">Открыть сделку</a>\n</td></tr>\n<tr><td style=\"padding:18px 28px 0 28px;\">\n<div class=\"ink\" style=\"font-weight:600;color:#1c2330;\">Что было до этого</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"font-size:14px;line-height:20px;\">\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Заказ»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: «Звонок» — заказывает<div class=\"soft\" style=\"color:#606a78;\">Готово</div></td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: записано — Продукты: Вентилятор, количество: 2, цена: 1 000 ₽, стоимость: 2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: записано — Сумма: 2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Счет»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Выставить счет» — Анна Петрова, срок: пн, 11 января, 13:00</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 11:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Напоминание о сроке: «Выставить счет» — Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"soft\" style=\"padding:20px 28px 24px 28px;font-size:13px;line-height:18px;color:#606a78;\">Вы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Короткая продажа», ступень 1.</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n","message_id":"<01a30355-0300-7792-a204-c1e9c7c151a2.2@127.0.0.1>","locale":"ru"}',NULL,'2027-01-11T10:00:00.000000Z','notice','escalation',1,0,NULL);
INSERT INTO "outbox" VALUES(3,X'01A303550300725E91428D45D1A84DA0',1,'person:anna','2027-01-11T13:00:00.000000Z','{"number":1,"to":{"person":"anna"},"message":{"reminder":{"task":{"number":1,"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","assignee":"anna","due_at":"2027-01-12T06:00:00Z"}}}}','kept',1,'2027-01-11T13:00:00.000000Z',NULL,NULL,'{"to_name":"Анна Петрова","address":"anna@klimat.example","subject":"Скоро срок: Звонок — Стоит на звонке","text":"Скоро срок: Звонок\n\nДо срока — 2 рабочих часа.\n\nСрок: вт, 12 января, 09:00\nСделка: Стоит на звонке\nКлиент: ООО «Ромашка»\nСтадия: Заказ\nОтветственный за сделку: Анна Петрова\n\nКак это сделать:\n    Уточните, что нужно клиенту, в каком количестве и когда.\n\nЧто можно сделать:\n  • Выполнить задачу и записать результат.\n  • Если не успеваете, перенести срок и написать причину.\n  • Передать задачу коллеге.\n\nОткрыть задачу: http://127.0.0.1:18999/tasks/01a30355-0300-725e-9142-8d45d1a84da0-1\nОткрыть сделку: http://127.0.0.1:18999/deals/01a30355-0300-725e-9142-8d45d1a84da0\n\nЧто было до этого:\n  • пн, 11 января, 09:00 — Анна Петрова: новая сделка — «Стоит на звонке», ООО «Ромашка»\n  • пн, 11 января, 09:00 — Стадия «Заказ»\n  • пн, 11 января, 09:00 — Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00\n\n-- \nВы получили это письмо, потому что задача ваша, а ее срок близко.\n","html":"<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Скоро срок: Звонок — Стоит на звонке</title>\n<style>\n:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) {\n  .ground { background-color: #16181c !important; }\n  .sheet { background-color: #22252b !important; border-left-color: #3a3f48 !important; border-right-color: #3a3f48 !important; border-bottom-color: #3a3f48 !important; }\n  .ink { color: #eceef1 !important; }\n  .soft { color: #a9b0bb !important; }\n  .link { color: #8ab8ff !important; }\n  .line { border-color: #3a3f48 !important; }\n  .note { background-color: #2b2f37 !important; }\n}\n</style>\n</head>\n<body class=\"ground\" style=\"margin:0;padding:0;background-color:#f2f4f7;\">\n<div style=\"display:none;max-height:0;overflow:hidden;\">Срок: вт, 12 января, 09:00 · Сделка: Стоит на звонке · Клиент: ООО «Ромашка»</div>\n<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\">\n<tr><td align=\"center\" style=\"padding:24px 12px;\">\n<table role=\"presentation\" class=\"sheet\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde1e7;border-top:4px solid #b97a00;border-radius:6px;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;\">\n<tr><td class=\"ink\" style=\"padding:24px 28px 0 28px;color:#1c2330;\">\n<h1 class=\"ink\" style=\"margin:0;font-size:20px;line-height:27px;font-weight:600;color:#1c2330;\">Скоро срок: Звонок</h1>\n<p style=\"margin:12px 0 0 0;\">До срока — 2 рабочих часа.</p>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Срок</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">вт, 12 января, 09:00</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сделка</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Стоит на звонке</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Клиент</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Стадия</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Заказ</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Ответственный за сделку</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<div class=\"note\" style=\"background-color:#f5f7fa;border-radius:4px;padding:10px 14px;\">\n<div class=\"soft\" style=\"font-size:13px;line-height:18px;color:#606a78;\">Как это сделать</div>\n<div class=\"ink\" style=\"color:#1c2330;\">Уточните, что нужно клиенту, в каком количестве и когда.</div>\n</div>\n</td></tr>\n<tr><td class=\"ink\" style=\"padding:18px 28px 0 28px;color:#1c2330;\">\n<div style=\"font-weight:600;\">Что можно сделать</div>\n<ul style=\"margin:6px 0 0 0;padding:0 0 0 20px;\">\n<li style=\"margin:2px 0;\">Выполнить задачу и записать результат.</li>\n<li style=\"margin:2px 0;\">Если не успеваете, перенести срок и написать причину.</li>\n<li style=\"margin:2px 0;\">Передать задачу коллеге.</li>\n</ul>\n</td></tr>\n<tr><td style=\"padding:20px 28px 0 28px;\">\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;tasks&#x2f;01a30355-0300-725e-9142-8d45d1a84da0-1\" style=\"display:inline-block;padding:10px 18px;margin:0 16px 6px 0;background-color:#1f5fbf;border-radius:4px;color:#ffffff;font-weight:600;text-decoration:none;\">Открыть задачу</a>\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;deals&#x2f;01a30355-0300-725e-9142-8d45d1a84da0\" class=\"link\" style=\"display:inline-block;padding:10px 0;margin:0 16px 6px 0;color:#1f5fbf;text-decoration:underline;\">Открыть сделку</a>\n</td></tr>\n<tr><td style=\"padding:18px 28px 0 28px;\">\n<div class=\"ink\" style=\"font-weight:600;color:#1c2330;\">Что было до этого</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"font-size:14px;line-height:20px;\">\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: новая сделка — «Стоит на звонке», ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Заказ»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"soft\" style=\"padding:20px 28px 24px 28px;font-size:13px;line-height:18px;color:#606a78;\">Вы получили это письмо, потому что задача ваша, а ее срок близко.</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n","message_id":"<01a30355-0300-725e-9142-8d45d1a84da0.1@127.0.0.1>","locale":"ru"}',NULL,'2027-01-11T13:00:00.000000Z','notice','notice',1,0,NULL);
INSERT INTO "outbox" VALUES(4,X'01A303550300725E91428D45D1A84DA0',2,'person:boris','2027-01-12T06:00:00.000000Z','{"number":2,"to":{"person":"boris"},"message":{"overdue":{"task":{"number":1,"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","assignee":"anna","due_at":"2027-01-12T06:00:00Z"},"rung":1,"late_by_minutes":0,"as_whom":"head"}}}','kept',1,'2027-01-12T06:00:00.000000Z',NULL,NULL,'{"to_name":"Борис Соколов","address":"boris@klimat.example","subject":"Просрочено: Звонок — Стоит на звонке","text":"Просрочено: Звонок\n\nСрок наступил, а задача не выполнена.\n\nИсполнитель: Анна Петрова\nСрок: вт, 12 января, 09:00\nСделка: Стоит на звонке\nКлиент: ООО «Ромашка»\nСтадия: Заказ\nОтветственный за сделку: Анна Петрова\n\nЧто можно сделать:\n  • Связаться с исполнителем и узнать, что мешает.\n  • Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.\n  • Передать задачу другому сотруднику.\n\nОткрыть задачу: http://127.0.0.1:18999/tasks/01a30355-0300-725e-9142-8d45d1a84da0-1\nОткрыть сделку: http://127.0.0.1:18999/deals/01a30355-0300-725e-9142-8d45d1a84da0\n\nЧто было до этого:\n  • пн, 11 января, 09:00 — Анна Петрова: новая сделка — «Стоит на звонке», ООО «Ромашка»\n  • пн, 11 января, 09:00 — Стадия «Заказ»\n  • пн, 11 января, 09:00 — Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00\n  • пн, 11 января, 16:00 — Напоминание о сроке: «Звонок» — Анна Петрова\n\n-- \nВы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Короткая продажа», ступень 1.\n","html":"<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Просрочено: Звонок — Стоит на звонке</title>\n<style>\n:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) {\n  .ground { background-color: #16181c !important; }\n  .sheet { background-color: #22252b !important; border-left-color: #3a3f48 !important; border-right-color: #3a3f48 !important; border-bottom-color: #3a3f48 !important; }\n  .ink { color: #eceef1 !important; }\n  .soft { color: #a9b0bb !important; }\n  .link { color: #8ab8ff !important; }\n  .line { border-color: #3a3f48 !important; }\n  .note { background-color: #2b2f37 !important; }\n}\n</style>\n</head>\n<body class=\"ground\" style=\"margin:0;padding:0;background-color:#f2f4f7;\">\n<div style=\"display:none;max-height:0;overflow:hidden;\">Исполнитель: Анна Петрова · Срок: вт, 12 января, 09:00 · Сделка: Стоит на звонке</div>\n<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\">\n<tr><td align=\"center\" style=\"padding:24px 12px;\">\n<table role=\"presentation\" class=\"sheet\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde1e7;border-top:4px solid #c0392b;border-radius:6px;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;\">\n<tr><td class=\"ink\" style=\"padding:24px 28px 0 28px;color:#1c2330;\">\n<h1 class=\"ink\" style=\"margin:0;font-size:20px;line-height:27px;font-weight:600;color:#1c2330;\">Просрочено: Звонок</h1>\n<p style=\"margin:12px 0 0 0;\">Срок наступил, а задача не выполнена.</p>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Исполнитель</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Срок</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">вт, 12 января, 09:00</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сделка</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Стоит на звонке</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Клиент</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Стадия</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Заказ</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Ответственный за сделку</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"ink\" style=\"padding:18px 28px 0 28px;color:#1c2330;\">\n<div style=\"font-weight:600;\">Что можно сделать</div>\n<ul style=\"margin:6px 0 0 0;padding:0 0 0 20px;\">\n<li style=\"margin:2px 0;\">Связаться с исполнителем и узнать, что мешает.</li>\n<li style=\"margin:2px 0;\">Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.</li>\n<li style=\"margin:2px 0;\">Передать задачу другому сотруднику.</li>\n</ul>\n</td></tr>\n<tr><td style=\"padding:20px 28px 0 28px;\">\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;tasks&#x2f;01a30355-0300-725e-9142-8d45d1a84da0-1\" style=\"display:inline-block;padding:10px 18px;margin:0 16px 6px 0;background-color:#1f5fbf;border-radius:4px;color:#ffffff;font-weight:600;text-decoration:none;\">Открыть задачу</a>\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;deals&#x2f;01a30355-0300-725e-9142-8d45d1a84da0\" class=\"link\" style=\"display:inline-block;padding:10px 0;margin:0 16px 6px 0;color:#1f5fbf;text-decoration:underline;\">Открыть сделку</a>\n</td></tr>\n<tr><td style=\"padding:18px 28px 0 28px;\">\n<div class=\"ink\" style=\"font-weight:600;color:#1c2330;\">Что было до этого</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"font-size:14px;line-height:20px;\">\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: новая сделка — «Стоит на звонке», ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Заказ»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 16:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Напоминание о сроке: «Звонок» — Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"soft\" style=\"padding:20px 28px 24px 28px;font-size:13px;line-height:18px;color:#606a78;\">Вы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Короткая продажа», ступень 1.</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n","message_id":"<01a30355-0300-725e-9142-8d45d1a84da0.2@127.0.0.1>","locale":"ru"}',NULL,'2027-01-12T06:00:00.000000Z','notice','escalation',1,0,NULL);
INSERT INTO "outbox" VALUES(5,X'01A3035503007D9BB420E1E7B5471D12',1,'person:boris','2027-01-12T10:00:00.000000Z','{"number":1,"to":{"person":"boris"},"message":{"overdue":{"task":{"number":1,"title":{"any":"Поручение"},"kind":"other","assignee":"anna","due_at":"2027-01-12T10:00:00Z"},"rung":1,"late_by_minutes":0,"as_whom":"head"}}}','kept',1,'2027-01-12T10:00:00.000000Z',NULL,NULL,'{"to_name":"Борис Соколов","address":"boris@klimat.example","subject":"Просрочено: Поручение","text":"Просрочено: Поручение\n\nСрок наступил, а задача не выполнена.\n\nИсполнитель: Анна Петрова\nСрок: вт, 12 января, 13:00\n\nЧто можно сделать:\n  • Связаться с исполнителем и узнать, что мешает.\n  • Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.\n  • Передать задачу другому сотруднику.\n\nОткрыть задачу: http://127.0.0.1:18999/tasks/01a30355-0300-7d9b-b420-e1e7b5471d12-1\n\nЧто было до этого:\n  • пн, 11 января, 09:00 — Анна Петрова: новая задача «Поручение» — Анна Петрова, срок: вт, 12 января, 13:00\n\n-- \nВы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Поручение», ступень 1.\n","html":"<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Просрочено: Поручение</title>\n<style>\n:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) {\n  .ground { background-color: #16181c !important; }\n  .sheet { background-color: #22252b !important; border-left-color: #3a3f48 !important; border-right-color: #3a3f48 !important; border-bottom-color: #3a3f48 !important; }\n  .ink { color: #eceef1 !important; }\n  .soft { color: #a9b0bb !important; }\n  .link { color: #8ab8ff !important; }\n  .line { border-color: #3a3f48 !important; }\n  .note { background-color: #2b2f37 !important; }\n}\n</style>\n</head>\n<body class=\"ground\" style=\"margin:0;padding:0;background-color:#f2f4f7;\">\n<div style=\"display:none;max-height:0;overflow:hidden;\">Исполнитель: Анна Петрова · Срок: вт, 12 января, 13:00</div>\n<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\">\n<tr><td align=\"center\" style=\"padding:24px 12px;\">\n<table role=\"presentation\" class=\"sheet\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde1e7;border-top:4px solid #c0392b;border-radius:6px;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;\">\n<tr><td class=\"ink\" style=\"padding:24px 28px 0 28px;color:#1c2330;\">\n<h1 class=\"ink\" style=\"margin:0;font-size:20px;line-height:27px;font-weight:600;color:#1c2330;\">Просрочено: Поручение</h1>\n<p style=\"margin:12px 0 0 0;\">Срок наступил, а задача не выполнена.</p>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Исполнитель</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Срок</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">вт, 12 января, 13:00</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"ink\" style=\"padding:18px 28px 0 28px;color:#1c2330;\">\n<div style=\"font-weight:600;\">Что можно сделать</div>\n<ul style=\"margin:6px 0 0 0;padding:0 0 0 20px;\">\n<li style=\"margin:2px 0;\">Связаться с исполнителем и узнать, что мешает.</li>\n<li style=\"margin:2px 0;\">Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.</li>\n<li style=\"margin:2px 0;\">Передать задачу другому сотруднику.</li>\n</ul>\n</td></tr>\n<tr><td style=\"padding:20px 28px 0 28px;\">\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;tasks&#x2f;01a30355-0300-7d9b-b420-e1e7b5471d12-1\" style=\"display:inline-block;padding:10px 18px;margin:0 16px 6px 0;background-color:#1f5fbf;border-radius:4px;color:#ffffff;font-weight:600;text-decoration:none;\">Открыть задачу</a>\n</td></tr>\n<tr><td style=\"padding:18px 28px 0 28px;\">\n<div class=\"ink\" style=\"font-weight:600;color:#1c2330;\">Что было до этого</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"font-size:14px;line-height:20px;\">\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: новая задача «Поручение» — Анна Петрова, срок: вт, 12 января, 13:00</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"soft\" style=\"padding:20px 28px 24px 28px;font-size:13px;line-height:18px;color:#606a78;\">Вы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Поручение», ступень 1.</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n","message_id":"<01a30355-0300-7d9b-b420-e1e7b5471d12.1@127.0.0.1>","locale":"ru"}',NULL,'2027-01-12T10:00:00.000000Z','notice','escalation',1,0,NULL);
INSERT INTO "outbox" VALUES(6,X'01A3035503007792A204C1E9C7C151A2',3,'person:olga','2027-01-12T11:00:00.000000Z','{"number":3,"to":{"person":"olga"},"message":{"overdue":{"task":{"number":2,"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","assignee":"anna","due_at":"2027-01-11T10:00:00Z"},"rung":2,"late_by_minutes":480,"as_whom":"head"}}}','kept',1,'2027-01-12T11:00:00.000000Z',NULL,NULL,'{"to_name":"Ольга Кравцова","address":"olga@klimat.example","subject":"Просрочено на 1 рабочий день: Выставить счет — Прошла звонок","text":"Просрочено на 1 рабочий день: Выставить счет\n\nИсполнитель: Анна Петрова\nСрок: пн, 11 января, 13:00\nОпоздание: 1 рабочий день\nСделка: Прошла звонок\nКлиент: ООО «Ромашка»\nСумма: 2 000 ₽\nСтадия: Счет\nОтветственный за сделку: Анна Петрова\n\nЧто можно сделать:\n  • Связаться с исполнителем и узнать, что мешает.\n  • Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.\n  • Передать задачу другому сотруднику.\n\nОткрыть задачу: http://127.0.0.1:18999/tasks/01a30355-0300-7792-a204-c1e9c7c151a2-2\nОткрыть сделку: http://127.0.0.1:18999/deals/01a30355-0300-7792-a204-c1e9c7c151a2\n\nЧто было до этого:\n  • пн, 11 января, 09:00 — Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00\n  • пн, 11 января, 09:00 — Анна Петрова: «Звонок» — заказывает\n      > Готово\n  • пн, 11 января, 09:00 — Анна Петрова: записано — Продукты: Вентилятор, количество: 2, цена: 1 000 ₽, стоимость: 2 000 ₽\n  • пн, 11 января, 09:00 — Анна Петрова: записано — Сумма: 2 000 ₽\n  • пн, 11 января, 09:00 — Стадия «Счет»\n  • пн, 11 января, 09:00 — Новая задача: «Выставить счет» — Анна Петрова, срок: пн, 11 января, 13:00\n  • пн, 11 января, 11:00 — Напоминание о сроке: «Выставить счет» — Анна Петрова\n  • пн, 11 января, 13:00 — Просрочено: «Выставить счет» (Анна Петрова). Об этом узнает Борис Соколов\n\n-- \nВы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Короткая продажа», ступень 2.\n","html":"<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Просрочено на 1 рабочий день: Выставить счет — Прошла звонок</title>\n<style>\n:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) {\n  .ground { background-color: #16181c !important; }\n  .sheet { background-color: #22252b !important; border-left-color: #3a3f48 !important; border-right-color: #3a3f48 !important; border-bottom-color: #3a3f48 !important; }\n  .ink { color: #eceef1 !important; }\n  .soft { color: #a9b0bb !important; }\n  .link { color: #8ab8ff !important; }\n  .line { border-color: #3a3f48 !important; }\n  .note { background-color: #2b2f37 !important; }\n}\n</style>\n</head>\n<body class=\"ground\" style=\"margin:0;padding:0;background-color:#f2f4f7;\">\n<div style=\"display:none;max-height:0;overflow:hidden;\">Исполнитель: Анна Петрова · Срок: пн, 11 января, 13:00 · Опоздание: 1 рабочий день</div>\n<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\">\n<tr><td align=\"center\" style=\"padding:24px 12px;\">\n<table role=\"presentation\" class=\"sheet\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde1e7;border-top:4px solid #c0392b;border-radius:6px;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;\">\n<tr><td class=\"ink\" style=\"padding:24px 28px 0 28px;color:#1c2330;\">\n<h1 class=\"ink\" style=\"margin:0;font-size:20px;line-height:27px;font-weight:600;color:#1c2330;\">Просрочено на 1 рабочий день: Выставить счет</h1>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Исполнитель</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Срок</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">пн, 11 января, 13:00</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Опоздание</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">1 рабочий день</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сделка</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Прошла звонок</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Клиент</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сумма</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Стадия</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Счет</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Ответственный за сделку</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"ink\" style=\"padding:18px 28px 0 28px;color:#1c2330;\">\n<div style=\"font-weight:600;\">Что можно сделать</div>\n<ul style=\"margin:6px 0 0 0;padding:0 0 0 20px;\">\n<li style=\"margin:2px 0;\">Связаться с исполнителем и узнать, что мешает.</li>\n<li style=\"margin:2px 0;\">Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.</li>\n<li style=\"margin:2px 0;\">Передать задачу другому сотруднику.</li>\n</ul>\n</td></tr>\n<tr><td style=\"padding:20px 28px 0 28px;\">\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;tasks&#x2f;01a30355-0300-7792-a204-c1e9c7c151a2-2\" style=\"display:inline-block;padding:10px 18px;margin:0 16px 6px 0;background-color:#1f5fbf;border-radius:4px;color:#ffffff;font-weight:600;text-decoration:none;\">Открыть задачу</a>\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;deals&#x2f;01a30355-0300-7792-a204-c1e9c7c151a2\" class=\"link\" style=\"display:inline-block;padding:10px 0;margin:0 16px 6px 0;color:#1f5fbf;text-decoration:underline;\">Открыть сделку</a>\n</td></tr>\n<tr><td style=\"padding:18px 28px 0 28px;\">\n<div class=\"ink\" style=\"font-weight:600;color:#1c2330;\">Что было до этого</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"font-size:14px;line-height:20px;\">\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: «Звонок» — заказывает<div class=\"soft\" style=\"color:#606a78;\">Готово</div></td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: записано — Продукты: Вентилятор, количество: 2, цена: 1 000 ₽, стоимость: 2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: записано — Сумма: 2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Счет»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Выставить счет» — Анна Петрова, срок: пн, 11 января, 13:00</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 11:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Напоминание о сроке: «Выставить счет» — Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 13:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Просрочено: «Выставить счет» (Анна Петрова). Об этом узнает Борис Соколов</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"soft\" style=\"padding:20px 28px 24px 28px;font-size:13px;line-height:18px;color:#606a78;\">Вы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Короткая продажа», ступень 2.</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n","message_id":"<01a30355-0300-7792-a204-c1e9c7c151a2.3@127.0.0.1>","locale":"ru"}',NULL,'2027-01-12T11:00:00.000000Z','notice','escalation',1,0,NULL);
INSERT INTO "outbox" VALUES(7,X'01A303550300725E91428D45D1A84DA0',3,'person:olga','2027-01-13T06:00:00.000000Z','{"number":3,"to":{"person":"olga"},"message":{"overdue":{"task":{"number":1,"title":{"each":{"ru":"Звонок","en":"Call"}},"kind":"call","assignee":"anna","due_at":"2027-01-12T06:00:00Z"},"rung":2,"late_by_minutes":480,"as_whom":"head"}}}','kept',1,'2027-01-13T06:00:00.000000Z',NULL,NULL,'{"to_name":"Ольга Кравцова","address":"olga@klimat.example","subject":"Просрочено на 1 рабочий день: Звонок — Стоит на звонке","text":"Просрочено на 1 рабочий день: Звонок\n\nИсполнитель: Анна Петрова\nСрок: вт, 12 января, 09:00\nОпоздание: 1 рабочий день\nСделка: Стоит на звонке\nКлиент: ООО «Ромашка»\nСтадия: Заказ\nОтветственный за сделку: Анна Петрова\n\nЧто можно сделать:\n  • Связаться с исполнителем и узнать, что мешает.\n  • Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.\n  • Передать задачу другому сотруднику.\n\nОткрыть задачу: http://127.0.0.1:18999/tasks/01a30355-0300-725e-9142-8d45d1a84da0-1\nОткрыть сделку: http://127.0.0.1:18999/deals/01a30355-0300-725e-9142-8d45d1a84da0\n\nЧто было до этого:\n  • пн, 11 января, 09:00 — Анна Петрова: новая сделка — «Стоит на звонке», ООО «Ромашка»\n  • пн, 11 января, 09:00 — Стадия «Заказ»\n  • пн, 11 января, 09:00 — Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00\n  • пн, 11 января, 16:00 — Напоминание о сроке: «Звонок» — Анна Петрова\n  • вт, 12 января, 09:00 — Просрочено: «Звонок» (Анна Петрова). Об этом узнает Борис Соколов\n\n-- \nВы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Короткая продажа», ступень 2.\n","html":"<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Просрочено на 1 рабочий день: Звонок — Стоит на звонке</title>\n<style>\n:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) {\n  .ground { background-color: #16181c !important; }\n  .sheet { background-color: #22252b !important; border-left-color: #3a3f48 !important; border-right-color: #3a3f48 !important; border-bottom-color: #3a3f48 !important; }\n  .ink { color: #eceef1 !important; }\n  .soft { color: #a9b0bb !important; }\n  .link { color: #8ab8ff !important; }\n  .line { border-color: #3a3f48 !important; }\n  .note { background-color: #2b2f37 !important; }\n}\n</style>\n</head>\n<body class=\"ground\" style=\"margin:0;padding:0;background-color:#f2f4f7;\">\n<div style=\"display:none;max-height:0;overflow:hidden;\">Исполнитель: Анна Петрова · Срок: вт, 12 января, 09:00 · Опоздание: 1 рабочий день</div>\n<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\">\n<tr><td align=\"center\" style=\"padding:24px 12px;\">\n<table role=\"presentation\" class=\"sheet\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde1e7;border-top:4px solid #c0392b;border-radius:6px;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;\">\n<tr><td class=\"ink\" style=\"padding:24px 28px 0 28px;color:#1c2330;\">\n<h1 class=\"ink\" style=\"margin:0;font-size:20px;line-height:27px;font-weight:600;color:#1c2330;\">Просрочено на 1 рабочий день: Звонок</h1>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Исполнитель</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Срок</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">вт, 12 января, 09:00</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Опоздание</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">1 рабочий день</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сделка</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Стоит на звонке</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Клиент</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Стадия</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Заказ</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Ответственный за сделку</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"ink\" style=\"padding:18px 28px 0 28px;color:#1c2330;\">\n<div style=\"font-weight:600;\">Что можно сделать</div>\n<ul style=\"margin:6px 0 0 0;padding:0 0 0 20px;\">\n<li style=\"margin:2px 0;\">Связаться с исполнителем и узнать, что мешает.</li>\n<li style=\"margin:2px 0;\">Отметить, что вы знаете о просрочке, и, если нужно, дать больше времени.</li>\n<li style=\"margin:2px 0;\">Передать задачу другому сотруднику.</li>\n</ul>\n</td></tr>\n<tr><td style=\"padding:20px 28px 0 28px;\">\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;tasks&#x2f;01a30355-0300-725e-9142-8d45d1a84da0-1\" style=\"display:inline-block;padding:10px 18px;margin:0 16px 6px 0;background-color:#1f5fbf;border-radius:4px;color:#ffffff;font-weight:600;text-decoration:none;\">Открыть задачу</a>\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;deals&#x2f;01a30355-0300-725e-9142-8d45d1a84da0\" class=\"link\" style=\"display:inline-block;padding:10px 0;margin:0 16px 6px 0;color:#1f5fbf;text-decoration:underline;\">Открыть сделку</a>\n</td></tr>\n<tr><td style=\"padding:18px 28px 0 28px;\">\n<div class=\"ink\" style=\"font-weight:600;color:#1c2330;\">Что было до этого</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"font-size:14px;line-height:20px;\">\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: новая сделка — «Стоит на звонке», ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Заказ»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Звонок» — Анна Петрова, срок: вт, 12 января, 09:00</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 16:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Напоминание о сроке: «Звонок» — Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">вт, 12 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Просрочено: «Звонок» (Анна Петрова). Об этом узнает Борис Соколов</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"soft\" style=\"padding:20px 28px 24px 28px;font-size:13px;line-height:18px;color:#606a78;\">Вы получили это письмо, потому что о просрочке этой задачи сообщают вам: процесс «Короткая продажа», ступень 2.</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n","message_id":"<01a30355-0300-725e-9142-8d45d1a84da0.3@127.0.0.1>","locale":"ru"}',NULL,'2027-01-13T06:00:00.000000Z','notice','escalation',1,0,NULL);
INSERT INTO "outbox" VALUES(8,X'01A3035503007792A204C1E9C7C151A2',4,'person:boris','2027-01-13T11:00:00.000000Z','{"number":4,"to":{"person":"boris"},"message":{"overdue":{"task":{"number":2,"title":{"each":{"ru":"Выставить счет","en":"Send the invoice"}},"kind":"document","assignee":"anna","due_at":"2027-01-11T10:00:00Z"},"rung":3,"late_by_minutes":960,"as_whom":"offered"}}}','kept',1,'2027-01-13T11:00:00.000000Z',NULL,NULL,'{"to_name":"Борис Соколов","address":"boris@klimat.example","subject":"Просрочено на 2 рабочих дня: Выставить счет — Прошла звонок","text":"Просрочено на 2 рабочих дня: Выставить счет\n\nИсполнитель: Анна Петрова\nСрок: пн, 11 января, 13:00\nОпоздание: 2 рабочих дня\nСделка: Прошла звонок\nКлиент: ООО «Ромашка»\nСумма: 2 000 ₽\nСтадия: Счет\nОтветственный за сделку: Анна Петрова\n\nЧто можно сделать:\n  • Взять задачу себе.\n  • Передать задачу другому сотруднику.\n  • Отметить, что вы знаете о просрочке.\n\nОткрыть задачу: http://127.0.0.1:18999/tasks/01a30355-0300-7792-a204-c1e9c7c151a2-2\nОткрыть сделку: http://127.0.0.1:18999/deals/01a30355-0300-7792-a204-c1e9c7c151a2\n\nЧто было до этого:\n  • пн, 11 января, 09:00 — Анна Петрова: «Звонок» — заказывает\n      > Готово\n  • пн, 11 января, 09:00 — Анна Петрова: записано — Продукты: Вентилятор, количество: 2, цена: 1 000 ₽, стоимость: 2 000 ₽\n  • пн, 11 января, 09:00 — Анна Петрова: записано — Сумма: 2 000 ₽\n  • пн, 11 января, 09:00 — Стадия «Счет»\n  • пн, 11 января, 09:00 — Новая задача: «Выставить счет» — Анна Петрова, срок: пн, 11 января, 13:00\n  • пн, 11 января, 11:00 — Напоминание о сроке: «Выставить счет» — Анна Петрова\n  • пн, 11 января, 13:00 — Просрочено: «Выставить счет» (Анна Петрова). Об этом узнает Борис Соколов\n  • вт, 12 января, 14:00 — Просрочено на 1 рабочий день: «Выставить счет» (Анна Петрова). Об этом узнает Ольга Кравцова\n\n-- \nВы получили это письмо, потому что просроченную задачу предлагают вам: процесс «Короткая продажа», ступень 3.\n","html":"<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>Просрочено на 2 рабочих дня: Выставить счет — Прошла звонок</title>\n<style>\n:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) {\n  .ground { background-color: #16181c !important; }\n  .sheet { background-color: #22252b !important; border-left-color: #3a3f48 !important; border-right-color: #3a3f48 !important; border-bottom-color: #3a3f48 !important; }\n  .ink { color: #eceef1 !important; }\n  .soft { color: #a9b0bb !important; }\n  .link { color: #8ab8ff !important; }\n  .line { border-color: #3a3f48 !important; }\n  .note { background-color: #2b2f37 !important; }\n}\n</style>\n</head>\n<body class=\"ground\" style=\"margin:0;padding:0;background-color:#f2f4f7;\">\n<div style=\"display:none;max-height:0;overflow:hidden;\">Исполнитель: Анна Петрова · Срок: пн, 11 января, 13:00 · Опоздание: 2 рабочих дня</div>\n<table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\">\n<tr><td align=\"center\" style=\"padding:24px 12px;\">\n<table role=\"presentation\" class=\"sheet\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde1e7;border-top:4px solid #c0392b;border-radius:6px;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:15px;line-height:22px;\">\n<tr><td class=\"ink\" style=\"padding:24px 28px 0 28px;color:#1c2330;\">\n<h1 class=\"ink\" style=\"margin:0;font-size:20px;line-height:27px;font-weight:600;color:#1c2330;\">Просрочено на 2 рабочих дня: Выставить счет</h1>\n</td></tr>\n<tr><td style=\"padding:16px 28px 0 28px;\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Исполнитель</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Срок</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">пн, 11 января, 13:00</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Опоздание</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;font-weight:600;\">2 рабочих дня</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сделка</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Прошла звонок</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Клиент</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">ООО «Ромашка»</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Сумма</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Стадия</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Счет</td>\n</tr>\n<tr>\n<td class=\"soft\" valign=\"top\" style=\"padding:3px 14px 3px 0;width:30%;color:#606a78;\">Ответственный за сделку</td>\n<td class=\"ink\" valign=\"top\" style=\"padding:3px 0;color:#1c2330;\">Анна Петрова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"ink\" style=\"padding:18px 28px 0 28px;color:#1c2330;\">\n<div style=\"font-weight:600;\">Что можно сделать</div>\n<ul style=\"margin:6px 0 0 0;padding:0 0 0 20px;\">\n<li style=\"margin:2px 0;\">Взять задачу себе.</li>\n<li style=\"margin:2px 0;\">Передать задачу другому сотруднику.</li>\n<li style=\"margin:2px 0;\">Отметить, что вы знаете о просрочке.</li>\n</ul>\n</td></tr>\n<tr><td style=\"padding:20px 28px 0 28px;\">\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;tasks&#x2f;01a30355-0300-7792-a204-c1e9c7c151a2-2\" style=\"display:inline-block;padding:10px 18px;margin:0 16px 6px 0;background-color:#1f5fbf;border-radius:4px;color:#ffffff;font-weight:600;text-decoration:none;\">Открыть задачу</a>\n<a href=\"http:&#x2f;&#x2f;127.0.0.1:18999&#x2f;deals&#x2f;01a30355-0300-7792-a204-c1e9c7c151a2\" class=\"link\" style=\"display:inline-block;padding:10px 0;margin:0 16px 6px 0;color:#1f5fbf;text-decoration:underline;\">Открыть сделку</a>\n</td></tr>\n<tr><td style=\"padding:18px 28px 0 28px;\">\n<div class=\"ink\" style=\"font-weight:600;color:#1c2330;\">Что было до этого</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"font-size:14px;line-height:20px;\">\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: «Звонок» — заказывает<div class=\"soft\" style=\"color:#606a78;\">Готово</div></td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: записано — Продукты: Вентилятор, количество: 2, цена: 1 000 ₽, стоимость: 2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Анна Петрова: записано — Сумма: 2 000 ₽</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Стадия «Счет»</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 09:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Новая задача: «Выставить счет» — Анна Петрова, срок: пн, 11 января, 13:00</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 11:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Напоминание о сроке: «Выставить счет» — Анна Петрова</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">пн, 11 января, 13:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Просрочено: «Выставить счет» (Анна Петрова). Об этом узнает Борис Соколов</td>\n</tr>\n<tr>\n<td class=\"soft line\" valign=\"top\" style=\"padding:6px 14px 6px 0;width:30%;color:#606a78;border-bottom:1px solid #eceff3;\">вт, 12 января, 14:00</td>\n<td class=\"ink line\" valign=\"top\" style=\"padding:6px 0;color:#1c2330;border-bottom:1px solid #eceff3;\">Просрочено на 1 рабочий день: «Выставить счет» (Анна Петрова). Об этом узнает Ольга Кравцова</td>\n</tr>\n</table>\n</td></tr>\n<tr><td class=\"soft\" style=\"padding:20px 28px 24px 28px;font-size:13px;line-height:18px;color:#606a78;\">Вы получили это письмо, потому что просроченную задачу предлагают вам: процесс «Короткая продажа», ступень 3.</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n","message_id":"<01a30355-0300-7792-a204-c1e9c7c151a2.4@127.0.0.1>","locale":"ru"}',NULL,'2027-01-13T11:00:00.000000Z','notice','escalation',1,0,NULL);
CREATE TABLE "processes" ( "id" text NOT NULL, "version" text NOT NULL, "file" text NOT NULL, "source" text NOT NULL, "deployed_at" varchar(27) NOT NULL, "deployed_by" text NULL, "latest" boolean NOT NULL, PRIMARY KEY ("id", "version") );
INSERT INTO "processes" VALUES('short_sale','62acfa62ca55cab2','/tmp/fx/processes/short_sale/process.yaml','# A short sale: a small order that needs no presentation and no contract. Deals come here by transfer from the corporate sale,
# with the data they had: fields of the same name and type are carried over.

process: short_sale
title: {ru: Короткая продажа, en: Short sale}
about: deal
calendar: ru

fields:
  need:
    type: text
    title: {ru: Потребность, en: Need}
    hint: {ru: Что и для чего нужно клиенту, en: What the client needs and what for}
  products:
    type: list
    title: {ru: Продукты, en: Products}
    hint: {ru: Из их стоимости складывается сумма сделки, en: The deal''s amount is the sum of their costs}
    of:
      name: {type: text, title: {ru: Продукт, en: Product}}
      quantity: {type: integer, from: 1, title: {ru: Количество, en: Quantity}}
      price: {type: money, title: {ru: Цена, en: Price}}
      cost: {type: money, title: {ru: Стоимость, en: Cost}}
  call_back_at:
    type: datetime
    title: {ru: Когда перезвонить, en: When to call back}
    hint: {ru: К этому времени будет назначен новый звонок, en: The new call will be due at this time}
  invoice:
    type: document
    title: {ru: Счет, en: Invoice}
    hint: {ru: Файл со счетом для клиента, en: The file with the invoice for the client}
  close_reason:
    type: choice
    title: {ru: Причина закрытия, en: Reason for closing}
    hint: {ru: По этим причинам строится отчет об отказах, en: The report on refusals counts these reasons}
    of:
      price: {ru: Цена, en: Price}
      competitor: {ru: Победил конкурент, en: A competitor won}
      no_need: {ru: Нет потребности, en: No need}
      unreachable: {ru: Не дозвонились, en: Could not be reached}
      not_paid: {ru: Счет не оплачен, en: The invoice was not paid}
      other: {ru: Другая, en: Another}
  competitor:
    type: text
    title: {ru: Кто победил, en: Who won}
    hint:
      ru: Название конкурента, которого выбрал клиент
      en: The name of the competitor whom the client chose
  process:
    type: process
    title: {ru: Новый процесс, en: New process}
    hint: {ru: По этому процессу сделка пойдет дальше, en: The deal goes on by this process}

roles:
  manager: deal.owner
  head: head_of(deal.owner)

defaults: {assignee: manager, due: 1 business day, remind: 2 business hours before, escalate: to_head}

escalations:
  to_head:
    - {when: overdue, notify: head_of(late)}
    - {when: overdue by 1 business day, notify: head_of(head_of(late))}
    - {when: overdue by 2 business days, offer: head_of(late)}

signals:
  payment_received: {title: {ru: Оплата пришла, en: The payment has come}}

stages:

  order:
    title: {ru: Заказ, en: Order}
    goal:
      ru: Известно, что и в каком количестве нужно клиенту
      en: It is known what the client needs and how much of it
    requires: [company, products]
    entry: [company]
    steps:
      - task: call
        title: {ru: Звонок, en: Call}
        kind: call
        guide:
          ru: Уточните, что нужно клиенту, в каком количестве и когда.
          en: Find out what the client needs, how much of it and when.
        results:
          ordered:
            title: {ru: Заказывает, en: Orders}
            ask: [company, products]
            may_ask: [need, contact]
            set:
              amount: if products != null and (every p in products satisfies p.cost != null) then sum(products.cost) else amount
          call_back_later:
            title: {ru: Перезвонить позднее, en: Call back later}
            ask: [call_back_at]
            again: {due: call_back_at, at_most: 3, else: head_decides}
          no_interest:
            title: {ru: Нет интереса, en: No interest}
            finish: lost

      - task: head_decides
        reached: by_name
        title:
          ru: Клиент откладывает заказ — решить, что делать
          en: The client puts the order off — decide what to do
        assignee: head
        results:
          try_again: {title: {ru: Позвонить еще раз, en: Call once more}, then: call}
          give_up: {title: {ru: Закрыть сделку, en: Close the deal}, finish: lost}

  invoice:
    title: {ru: Счет, en: Invoice}
    goal: {ru: Клиент получил счет, en: The client has the invoice}
    requires: [amount, invoice]
    entry: [company, amount]
    steps:
      - task: send_invoice
        title: {ru: Выставить счет, en: Send the invoice}
        kind: document
        due: 4 business hours
        results:
          done:
            ask: [invoice]

  payment:
    title: {ru: Оплата, en: Payment}
    goal: {ru: Деньги получены, en: The money has come}
    requires: [amount]
    entry: [company, amount]
    steps:
      - wait: payment
        title: {ru: Ждем оплату, en: Waiting for the payment}
        signal: payment_received
        timeout: {after: 5 business days, result: not_paid}
        results:
          paid: {title: {ru: Оплачено, en: Paid}, then: tell_manager}
          not_paid: {title: {ru: Не оплачено в срок, en: Not paid in time}}

      - task: ask_about_payment
        title: {ru: Узнать об оплате, en: Ask about the payment}
        kind: call
        results:
          paid: {title: {ru: Оплачено, en: Paid}, then: won}
          promised:
            title: {ru: Обещает оплатить, en: Promises to pay}
            then: {step: payment, at_most: 2, else: head_decides}
          refuses: {title: {ru: Отказывается платить, en: Refuses to pay}, finish: lost}

      - task: head_decides
        reached: by_name
        title:
          ru: Клиент не платит — решить, что делать
          en: The client does not pay — decide what to do
        assignee: head
        results:
          try_again: {title: {ru: Спросить еще раз, en: Ask once more}, then: ask_about_payment}
          give_up: {title: {ru: Закрыть сделку, en: Close the deal}, finish: lost}

      - notify: tell_manager
        reached: by_name
        to: manager
        subject:
          ru: ''Оплата по сделке «{{ deal.title }}»''
          en: ''Payment for «{{ deal.title }}»''
        text:
          ru: ''Клиент оплатил счет. Сделка «{{ deal.title }}» завершена с победой.''
          en: ''The client has paid the invoice. The deal «{{ deal.title }}» is won.''

      - finish: won

outcomes:
  won:
    title: {ru: Завершена с победой, en: Won}
    kind: won
    follow_up:
      title:
        ru: Узнать, доволен ли клиент
        en: Ask whether the client is content
      due: 5 business days
  lost:
    title: {ru: Завершена с проигрышем, en: Lost}
    kind: lost
    ask: [close_reason, {field: competitor, when: close_reason = "competitor"}]
  transferred:
    title: {ru: Перевод на другой процесс, en: Transferred to another process}
    kind: transferred
    ask: [process]
','2026-11-23T06:35:32.235177Z',NULL,1);
CREATE TABLE "quarantine" ( "id" integer NOT NULL PRIMARY KEY, "since" varchar(27) NOT NULL, "reason" text NOT NULL );
CREATE TABLE "reviews" ( "case_id" blob(16) NOT NULL, "revision" integer NOT NULL, PRIMARY KEY ("case_id"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
CREATE TABLE "schedule_cases" ( "process" text NOT NULL, "schedule" text NOT NULL, "case_id" blob(16) NOT NULL, "due_at" varchar(27) NULL, "state" text NOT NULL, PRIMARY KEY ("process", "schedule", "case_id"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
CREATE TABLE "schedules" ( "process" text NOT NULL, "schedule" text NOT NULL, "plan" text NOT NULL, "next_at" varchar(27) NOT NULL, PRIMARY KEY ("process", "schedule") );
CREATE TABLE "seaql_migrations" ( "version" varchar NOT NULL PRIMARY KEY, "applied_at" integer NOT NULL );
INSERT INTO "seaql_migrations" VALUES('m0001_cases',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0002_work',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0003_definitions',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0004_access',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0005_outside',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0006_people',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0007_letters',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0008_time',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0009_ladders',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0010_quarantine',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0011_claims',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0012_archive',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0013_months',1795415732);
INSERT INTO "seaql_migrations" VALUES('m0014_lists',1795415732);
CREATE TABLE "sessions" ( "hash" text NOT NULL PRIMARY KEY, "person" text NOT NULL, "created_at" varchar(27) NOT NULL, "expires_at" varchar(27) NOT NULL );
CREATE TABLE "task_candidates" ( "person" text NOT NULL, "case_id" blob(16) NOT NULL, "number" integer NOT NULL, PRIMARY KEY ("person", "case_id", "number"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
CREATE TABLE "tasks" ( "case_id" blob(16) NOT NULL, "number" integer NOT NULL, "stage" text NULL, "step" text NULL, "title" text NOT NULL, "kind" text NOT NULL, "assignee" text NULL, "candidates" text NOT NULL, "status" text NOT NULL, "result" text NULL, "by_hand" boolean NOT NULL, "due_at" varchar(27) NOT NULL, "created_at" varchar(27) NOT NULL, "closed_at" varchar(27) NULL, "instead_of" text NULL, "priority" text NOT NULL DEFAULT 'normal', PRIMARY KEY ("case_id", "number"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
INSERT INTO "tasks" VALUES(X'01A303550300725E91428D45D1A84DA0',1,'order','call','{"each":{"ru":"Звонок","en":"Call"}}','call','anna','[]','open',NULL,0,'2027-01-12T06:00:00.000000Z','2027-01-11T06:00:00.000000Z',NULL,NULL,'normal');
INSERT INTO "tasks" VALUES(X'01A3035503007792A204C1E9C7C151A2',1,'order','call','{"each":{"ru":"Звонок","en":"Call"}}','call','anna','[]','done','ordered',0,'2027-01-12T06:00:00.000000Z','2027-01-11T06:00:00.000000Z','2027-01-11T06:00:00.000000Z',NULL,'normal');
INSERT INTO "tasks" VALUES(X'01A3035503007FF99783F935D5F5B73F',1,'order','call','{"each":{"ru":"Звонок","en":"Call"}}','call','anna','[]','done','no_interest',0,'2027-01-12T06:00:00.000000Z','2027-01-11T06:00:00.000000Z','2027-01-11T06:00:00.000000Z',NULL,'normal');
INSERT INTO "tasks" VALUES(X'01A3035503007D9BB420E1E7B5471D12',1,NULL,NULL,'{"any":"Поручение"}','other','anna','[]','open',NULL,1,'2027-01-12T10:00:00.000000Z','2027-01-11T06:00:00.000000Z',NULL,NULL,'normal');
INSERT INTO "tasks" VALUES(X'01A3035503007792A204C1E9C7C151A2',2,'invoice','send_invoice','{"each":{"ru":"Выставить счет","en":"Send the invoice"}}','document','anna','[]','open',NULL,0,'2027-01-11T10:00:00.000000Z','2027-01-11T06:00:00.000000Z',NULL,NULL,'normal');
CREATE TABLE "timers" ( "case_id" blob(16) NOT NULL, "timer" text NOT NULL, "occurrence" integer NOT NULL, "due_at" varchar(27) NOT NULL, "set_aside" boolean NOT NULL, "lease" text NULL, "lease_until" varchar(27) NULL, PRIMARY KEY ("case_id", "timer", "occurrence"), FOREIGN KEY ("case_id") REFERENCES "cases" ("id") );
INSERT INTO "timers" VALUES(X'01A303550300725E91428D45D1A84DA0','task-1',4,'2027-01-14T06:00:00.000000Z',0,NULL,NULL);
CREATE TABLE "tokens" ( "hash" text NOT NULL PRIMARY KEY, "person" text NOT NULL, "name" text NOT NULL, "created_at" varchar(27) NOT NULL, "expires_at" varchar(27) NULL );
CREATE TABLE "world" ( "id" integer NOT NULL PRIMARY KEY, "revision" integer NOT NULL, "seen_until" varchar(27) NOT NULL , "zones" text NULL, "home" text NULL);
INSERT INTO "world" VALUES(1,7,'2026-12-25T21:00:00.000000Z','2025b',NULL);
CREATE INDEX "cases_by_opening" ON "cases" ("opened_at", "id");
CREATE INDEX "timers_by_due" ON "timers" ("set_aside", "due_at");
CREATE INDEX "outbox_by_attempt" ON "outbox" ("state", "next_attempt_at");
CREATE INDEX "escalations_by_person" ON "escalations" ("person", "at");
CREATE INDEX "incidents_by_moment" ON "incidents" ("closed_at", "at");
CREATE INDEX "keys_by_moment" ON "keys" ("at");
CREATE UNIQUE INDEX "outbox_by_number" ON "outbox" ("case_id", "kind", "number");
CREATE INDEX "cases_by_process" ON "cases" ("process", "status", "outcome");
CREATE INDEX "schedule_cases_by_due" ON "schedule_cases" ("process", "schedule", "state", "due_at");
CREATE INDEX "tasks_by_absent" ON "tasks" ("instead_of", "status");
CREATE INDEX "reviews_by_revision" ON "reviews" ("revision", "case_id");
CREATE INDEX "outbox_by_gathering" ON "outbox" ("gathering");
CREATE INDEX "digests_by_moment" ON "digests" ("next_at");
CREATE UNIQUE INDEX "feeds_by_hash" ON "feeds" ("hash");
CREATE INDEX "outbox_by_turn" ON "outbox" ("state", "recipient", "place");
CREATE INDEX "cases_by_end" ON "cases" ("process", "finished_at");
CREATE INDEX "task_candidates_by_case" ON "task_candidates" ("case_id");
CREATE INDEX "case_people_by_case" ON "case_people" ("case_id");
CREATE INDEX "schedule_cases_by_case" ON "schedule_cases" ("case_id");
CREATE INDEX "archived_cases_by_moment" ON "archived_cases" ("archived_at", "id");
CREATE INDEX "archived_cases_by_end" ON "archived_cases" ("process", "finished_at");
CREATE INDEX "archived_people_by_case" ON "archived_people" ("case_id");
CREATE INDEX "tasks_of_person" ON "tasks" ("assignee", "status", "due_at", "case_id", "number");
CREATE INDEX "tasks_in_order" ON "tasks" ("status", "due_at", "case_id", "number");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',8);
COMMIT;
