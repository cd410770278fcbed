create table letters (id serial primary key);
