//! The pages, as a browser without scripts meets them.

mod administration;
mod archive;
mod browser;
mod department;
mod entering;
mod forms;
mod funnel;
mod heads;
mod list;
mod live;
mod overviews;
mod people;
mod processes;
mod safety;
mod workshop;
